// Package ask is what a comparison is asked, in the words of the flags of compare.
//
//  1. A [Roster] has the contenders that there are, and finds those that a word or a list of
//     names stands for: all, usual, a library with its variants.
//  2. A [Comparison] holds the values of the flags. Settle looks up what they name, fills in
//     what depends on other flags, and refuses what makes no sense, in one line that names
//     the flag. A [Study] fills in what its question needs.
//  3. Plan returns what to run, NewRun the record of it, Command the command that repeats
//     it, and Label a word for its file.
//  4. A [Request] takes the same into the process of a round.
//
// Nothing here measures, judges or prints.
//
// Files in reading order: tour.go, comparison.go, studies.go, plan.go, request.go, repeat.go, workloads.go,
// shape.go, mode.go, spread.go, roster.go, counts.go, lists.go, lacking.go.
package ask
