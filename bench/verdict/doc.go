// Package verdict says what a comparison shows, and how sure that is.
//
// It does no I/O and reads no clock: the same [record.Run] gives the same
// [Report]. The steps of [Judge] are:
//
//  1. Contenders with a failed trial are set aside: one that lost a job is
//     wrong, however fast. They are listed as failures.
//  2. Per place (workload, worker count and load) and metric, and once more per
//     priority, every contender gets its median and the interval of that median
//     (order statistics, through benchmath).
//  3. Of three contenders or more, Friedman's test says whether there is any
//     difference among them at all. No pair is then said to differ more surely.
//  4. The contender with the best median leads, unless another one is surely
//     better, in what follows. Everyone else is compared to it round by round: the
//     ratio is value / value of the best, its estimate the Hodges-Lehmann median of
//     Walsh averages of the log-ratios with the exact signed-rank interval (for a
//     p99 and its like, the geometric mean with an interval by the bootstrap over
//     rounds), its p-value the exact Wilcoxon signed-rank test, corrected for the
//     number of contenders by Holm's method.
//  5. Group 1 is the leader and all that cannot be told from it. The best of the
//     rest leads group 2, and so on.
//  6. An [Answer] says it in one sentence: who wins, by how much, how sure, and
//     what to do if nobody does.
//
// # What the numbers promise
//
// A ratio below 1 means a smaller value than the best one, also for metrics of
// which less is better: there the ratios of the others are above 1.
//
// Naming a winner is safe although the leader was picked from the same data: it
// needs every other contender to differ, the truly best one among them, whose
// comparison alone comes out wrong in at most 5 % of runs. For leaving someone
// out of the tied group that argument does not hold, since the leader of many
// equals owes some of its lead to luck; there the 5 % is what simulation shows:
// of 600 runs of two, five and nine equals, 4 to 6 % left someone out, and of
// those of five or nine, one or two in 600 named a winner.
//
// Intervals of ratios hold for one contender at a time; groups and adjusted
// p-values hold for all contenders of one place and metric together. So an
// interval may exclude 1 while its contender is still in group 1.
//
// Where nothing was drawn and nothing measured with noise, as with a trace in
// virtual time, a difference is a difference, and no round more would tell more:
// such answers are exact, and say so.
//
// Runs that are not paired are compared by the ratio of their medians, which has
// no interval here, and the Mann-Whitney test.
//
// # Two runs
//
// [Compare] holds a run in virtual time against an earlier one of the same
// command, exactly: it is what a gate needs. [Difference] compares any two runs,
// as well as that can be done when they were not made in turns.
//
// # Two versions in turns
//
// [Gate] and [Sequence] judge the figures of two versions that ran in the same rounds,
// beside a control, which is the base once more:
//
//  1. A figure with a value that is no number is Unusable, and one of which nobody knows
//     which way is better ([BetterOf]) is Reported. Neither is tested.
//  2. A count of whole things is judged by the rounds in which it changed, any other
//     figure by its ratios: the interval of these against the margin, and the exact
//     signed-rank test.
//  3. All p-values together are corrected by Holm's method, and pay for the looks.
//  4. If the control differs from the base nothing is concluded.
//
// Trading base and head, where the control is the base to the digit, turns Regressed into
// Improved and changes nothing else. What a side remembers from round to round, such as an
// unlucky layout of its code that it keeps, looks like a change: each round needs fresh
// processes, and fresh layouts, in random order.
package verdict
