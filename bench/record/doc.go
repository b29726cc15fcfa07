// Package record keeps one comparison on disk.
//
// A [Run] is everything that is known about a comparison: what was asked, on
// which host, what was drawn, and one [Trial] per contender and round. It is
// plain data. Others fill it, judge it (package verdict) and show it (package
// report); this package only writes and reads it, as a pair of files:
//
//   - NAME.txt, in the Go benchmark format, one line per trial. Plain benchstat
//     reads it. Its file keys (goos, goarch, cpu, pkg) are the same for all runs
//     on one host, because benchstat splits its tables on every key that differs.
//   - NAME.json, the sidecar: the whole Run, enough to show it again or to
//     repeat it.
//
// The steps are:
//
//  1. Fill a Run; append a Trial as each one ends.
//  2. [Run.Save] after every round. Each file is replaced in one step, so that
//     a crash or Ctrl-C costs at most the round that was under way and never
//     leaves half a file.
//  3. [Read] either file, or their common stem, or the text that
//     "go test -bench" printed.
//
// What can be measured is a list, [Metrics]: a new metric is one line there.
package record
