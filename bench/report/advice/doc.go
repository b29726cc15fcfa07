// Package advice writes the answers of package recommend in several formats: text, Markdown,
// CSV, and a page with pictures. A new format is a line in a list.
//
// Files in reading order: advice.go, sections.go.
package advice
