// Package content is what a report says, before it is text, Markdown or a page.
//
// From a [record.Run] and its [verdict.Report] it makes lines ([Title], [HostLine],
// [SettingsLine], [Warnings], [Next]) and tables ([TableOf], [ClassTable], [OverallTable],
// [TourTable]), with numbers as package number writes them. A [Table] knows which of its columns go first where there is
// little room. A [Writer] is what a format has to offer to those who have more to say than
// that.
//
// Nothing here escapes anything for a format, but all text that came from elsewhere is one
// Clean line ([Clean]).
//
// Files, in the order of reading: classes.go, details.go, overall.go, table.go, tour.go,
// facts.go, next.go, answer.go, writer.go.
package content
