// Package advice writes what package recommend answers in several formats: Markdown, CSV, a
// page with pictures, and text. A new format is a line in a list.
//
// Files in reading order: advice.go, sections.go.
package advice
