// Package gate measures the benchmarks of two versions of a module so that what differs
// between them can be told from what differs between two minutes of a machine, and from
// where the linker happened to put the code.
//
//  1. Package checkout finds the base and builds test binaries of both versions.
//  2. [Run] tries every benchmark once: how long it takes, and whether both versions have
//     it. It says how long everything will take, and leaves out what does not fit the
//     budget, the least important first.
//  3. Each round links base and head in a layout of its own, drawn at random. The control
//     is the base once more, as it was linked in the round before: the same code at
//     another place. What it shows is neither the change nor the compiler.
//  4. In a round, package turns has the three take turns of 25 ms, by one benchmark after
//     the other. A round gives one ratio for each figure: the middle of those of its
//     turns.
//  5. Package verdict judges the rounds, which are what is independent. After the first
//     four, benchmarks whose turns scatter get more turns, and those whose rounds differ
//     for another reason get fewer.
//
// Note: the usual way, all runs of the one and then all of the other, calls the same code
// different in 20 to 60 % of cases where the machine drifts. And of one binary linked nine
// times, figures of a few nanoseconds differed by 26 and 41 %: two builds compare two
// layouts as much as two versions.
//
// Files, in the order of reading: run.go, trial.go, plan.go, estimate.go, link.go,
// listing.go, options.go, rounds.go.
package gate
