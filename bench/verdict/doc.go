// Package verdict judges what a comparison shows, and how certain that is.
//
// It does no I/O and reads no clock: the same [record.Run] gives the same
// [Report]. The steps of [Judge] are:
//
//  1. Contenders with a failed trial are set aside: one that lost a job is
//     wrong, no matter how fast. They are listed as failures.
//  2. Per place (workload, worker count and load) and metric, and again per
//     priority, every contender gets its median and the interval of that median
//     (order statistics, from benchmath).
//  3. With three contenders or more, Friedman's test tests whether there is any
//     difference among them at all. No pair gets a smaller p-value than this test.
//  4. The contender with the best median leads, unless another one is
//     significantly better. All others are compared with the leader round by round:
//     the ratio is value / value of the best, its estimate the Hodges-Lehmann median
//     of Walsh averages of the log-ratios with the exact signed-rank interval (for
//     p99 and the like, the geometric mean with an interval by the bootstrap over
//     rounds), and its p-value comes from the exact Wilcoxon signed-rank test,
//     corrected for the number of contenders by Holm's method.
//  5. Group 1 is the leader and all contenders tied with it. The best of the rest
//     leads group 2, and so on.
//  6. An [Answer] says in one sentence which contender wins, by how much and how
//     certainly, and what to do if none does.
//
// # What the numbers promise
//
// A ratio below 1 means a smaller value than that of the best contender, also for
// metrics where less is better: there the ratios of the others are above 1.
//
// Naming a winner is safe although the leader was picked from the same data: it
// requires every other contender to differ, including the truly best one, whose
// comparison alone is wrong in at most 5 % of runs. This argument does not hold for
// leaving a contender out of the tied group, since the leader of many equals owes
// some of its lead to luck. There the 5 % come from simulation: 4 to 6 % of 600 runs
// with two, five and nine equals left one out, and of the runs with five or nine, one
// or two in 600 named a winner.
//
// Intervals of ratios hold for one contender at a time; groups and adjusted
// p-values hold for all contenders of one place and metric together. They do not
// contradict each other: a contender leaves group 1 only if its interval excludes 1,
// too, and the interval of one that stays is widened up to 1.
//
// If nothing is random and nothing is measured with noise, as with a trace in
// virtual time, every difference is real, and more rounds would show nothing new:
// such answers are exact, and say so.
//
// Runs that are not paired are compared by the ratio of their medians, which has
// no interval here, and the Mann-Whitney test.
//
// # Two runs
//
// [Compare] compares a run in virtual time with an earlier one of the same command,
// exactly, as a gate needs it. [Difference] compares any two runs, as well as
// possible for runs that did not take turns.
//
// # Two versions in turns
//
// [Gate] and [Sequence] judge the figures of two versions that ran in the same rounds,
// beside a control, which is the base once more:
//
//  1. A figure with a value that is not a number is Unusable, and one whose better direction
//     is unknown ([BetterOf]) is Reported. Neither is tested.
//  2. A count of whole things is judged by the rounds in which it changed, any other
//     figure by its ratios: the interval of these against the margin, and the exact
//     signed-rank test.
//  3. All p-values together are corrected by Holm's method, and for the looks.
//  4. If the control differs from the base, nothing is concluded.
//
// If the control equals the base exactly, swapping base and head turns Regressed into
// Improved and changes nothing else. Anything that a side carries over from round to round,
// such as an unlucky code layout, looks like a change: each round needs new processes, and
// new layouts, in random order.
//
// Files in reading order: headline.go; grain.go, scale.go, recommend.go, sweep.go; report.go,
// answer.go, overall.go, medians.go; benchhistory.go, history.go; versions.go, tally.go,
// unpaired.go, difference.go, diff.go; sequence.go, count.go, better.go, placement.go,
// evidence.go, passed.go, paired.go; rank.go, sample.go, sentence.go.
package verdict
