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
//     repeat it. It is one JSON document: what is known of the run, with the
//     names of fields as in Run, and then a line for each trial, the values of
//     "columns" and, where there is more to say of it, an object with classes,
//     error, picture and details. Rows of classes hold the values of
//     "class_columns". null: this trial has no such metric.
//
// The steps are:
//
//  1. Fill a Run; append a Trial as each one ends.
//  2. [Run.Save] after every round. Each file is replaced in one step, so that
//     a crash or Ctrl-C costs at most the round that was under way and never
//     leaves half a file.
//  3. [Read] either file, or their common stem, or the text that
//     "go test -bench" printed. A sidecar may have been compressed with gzip.
//
// Note: numbers are stored with all their digits, so that what is read back is
// judged and shown as it was, to the last tie. A trial of a batch takes some 230 bytes,
// where it took 650 as an indented object; gzip leaves 75. Nine digits would
// save 15 % and make the same run two.
//
// What can be measured is a list, [Metrics]: a new metric is one line there.
//
// Files in reading order: run.go, reserve.go, read.go, write.go, sidecar.go, check.go,
// metric.go, picture.go, name.go, commandline.go, reason.go.
package record
