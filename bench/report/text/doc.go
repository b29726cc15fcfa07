// Package text shows runs to people at a terminal, and in logs.
//
// [Write] shows a run: for each workload the sentence, a table that fits the terminal with a
// picture of the intervals, failures and warnings; host and command at the end. More than
// three answers make one table of answers instead. [Live] shows the standing of contenders
// during a comparison, [History] draws stored runs over time, and [NewWriter] is for other
// packages that write text.
//
// Files in reading order: text.go, tables.go, outcome.go, history.go, writer.go, draw.go,
// plot.go, live.go, strip.go, wrap.go, paint.go.
package text
