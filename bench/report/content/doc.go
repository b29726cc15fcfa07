// Package content is what a report says, whether as text, Markdown or a page.
//
// From a [record.Run] and its [verdict.Report] it makes lines ([Title], [HostLine],
// [SettingsLine], [Warnings], [Next]) and tables ([TableOf], [ClassTable], [OverallTable],
// [TourTable]), with numbers as package number writes them. A [Table] knows which of its
// columns to drop first where there is little room. Through a [Writer], other packages write
// in any format.
//
// Nothing here escapes anything for a format, but all text from elsewhere is one clean line
// ([Clean]).
//
// Files, in the order of reading: classes.go, details.go, overall.go, table.go, tour.go,
// facts.go, next.go, compared.go, answer.go, writer.go.
package content
