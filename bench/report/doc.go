// Package report shows a run and what it means, one file per output format.
//
// [Formats] is the list of them; a new format is a file with a function and one
// line there. All of them are pure functions of a [record.Run] and its
// [verdict.Report].
//
//   - text is for people at a terminal: per workload the sentence, a table that
//     fits the terminal, failures and warnings; host and command at the end.
//     More than three answers give one compact table of answers instead.
//   - markdown has the same, with every column, for a pull request.
//   - html is a page that is complete in itself: pictures are SVG from the template
//     page.html, whose parts are built in html_*.go. page.js makes it livelier, and
//     draws with uPlot what can be zoomed.
//   - csv has one line per cell, with the names of the JSON fields, and one line
//     per failed contender, which has an error and no metric.
//   - json has all of it for programs; see below.
//   - bench is the Go benchmark format, for benchstat.
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
//	seed         all that was random is drawn from it
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
package report
