// Package report lists all formats in which results can be shown.
//
// [Formats] are for a run and what it means; [OutcomeFormats] for what a gate or a diff found;
// studies and the history of stored runs have their own lists. A new format is a file with a
// function, in the package of its family, and a line in the list. All formats are pure functions
// of a [record.Run] and its [verdict.Report].
//
// Read it in this order:
//
//  1. content is what a report says: numbers, lines, tables. It knows no format.
//  2. findings is what gates, diffs and studies say, through a content.Writer.
//  3. text is for people at a terminal, and for logs.
//  4. markup is Markdown, for pull requests.
//  5. ci is for GitHub's runner, for CI servers (JUnit), and for benchstat.
//  6. page is a self-contained web page.
//  7. timeline is the trace-event format of Perfetto. It shows jobs, not a run.
//
// This package holds the lists, and two formats for programs: csv has one line per cell, with
// the names of the JSON fields, and one line per failed contender, with an error and no metric;
// json has everything.
//
// # The JSON document
//
// Times are in seconds. A number that does not exist, such as an interval from
// fewer than six rounds, is null. Lists are never null.
//
//	schema       1
//	start        when the run began, RFC 3339
//	duration_s   how long it took
//	command      list of arguments to repeat it
//	seed         the source of everything random
//	paired       trials are compared round by round; false for plain test output
//	interrupted  the run ended early
//	metric       the metric that decides
//	alpha        accepted chance of a wrong claim
//	confidence   of every interval, 1 − alpha
//	host         see record.Host
//	settings     see record.Settings
//	workloads    what was drawn, see record.Workload
//	cells        one per workload, workers, load, strategy and metric, and where
//	             jobs have priorities one more for each of these: workload,
//	             workers, load (left out: a batch), strategy, priority (left
//	             out: all jobs), metric, unit, n, median, lo, hi, ratio,
//	             ratio_lo, ratio_hi, p_adjusted, group; see verdict.Cell
//	answers      one per workload, workers and load, see verdict.Answer
//	overall      one per strategy, over all places, the best first; see
//	             verdict.Standing
//	failures     contenders left out because a trial failed, see verdict.Failure
//	warnings     full sentences
//
// Files, in the order of reading: report.go, history.go, outcome.go, study.go, csv.go,
// json.go.
package report
