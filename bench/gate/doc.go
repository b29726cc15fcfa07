// Package gate measures the benchmarks of two versions of a module in a way that separates
// differences between the versions from drift of the machine and from where the linker
// happens to place the code.
//
//  1. Package checkout finds the base and builds test binaries of both versions.
//  2. [Run] tries every benchmark once, to learn how long it takes and whether both
//     versions have it. It announces how long everything will take, and leaves out what
//     does not fit the budget, the least important first.
//  3. Each round links base and head in new random layouts. The control is the base as it
//     was linked in the round before: the same code in another place. It differs from the
//     base only by layout and noise.
//  4. In a round, package turns has the three sides take turns of 25 ms, one benchmark
//     after another. A round gives one ratio for each figure: the middle of the ratios of
//     its turns.
//  5. Package verdict judges the rounds, which are independent of each other. After the
//     first four, benchmarks whose turns scatter get more turns, and those whose rounds
//     differ for another reason get fewer.
//
// Note: the usual way, all runs of one version and then all of the other, reports a
// difference for identical code in 20 to 60 % of cases on a machine that drifts. And
// figures of a few nanoseconds differed by 26 and 41 % between nine links of one binary:
// two builds compare two layouts as much as two versions.
//
// Files, in the order of reading: run.go, trial.go, plan.go, estimate.go, link.go,
// listing.go, options.go, rounds.go.
package gate
