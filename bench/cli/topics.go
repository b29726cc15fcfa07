package cli

import "github.com/spf13/cobra"

// A topic is a concept that the answers use.
type topic struct{ name, summary, text string }

// topics are what compare help TOPIC explains: a new one is an entry here.
var topics = []topic{
	{"efficiency", "how close a batch came to the best possible schedule", `
Efficiency is the ideal makespan over the one measured. The ideal is that of a
schedule without idle workers and without cost: the sum of all service times
over the number of workers, or the longest job if that is more (Graham 1969).
98 % says that scheduling, and waiting at the end for the last jobs, took 2 % of
the time. With compare grain it is the rate of work against the best
rate of plain static slices on the same machine.`},
	{"slowdown", "how long a job took, in multiples of itself", `
The sojourn of a job is the time from when it was released to when it was
complete; the slowdown is that over its service time. A job of 1 ms that waits
for 9 ms has a slowdown of 10, one of 1 s with the same wait 1.009: what delays
short jobs shows in slowdowns, what delays all of them in sojourns.`},
	{"intervals", "what the brackets mean", `
1.20x (1.15-1.26x) is an estimate and its 95 % interval: of a hundred intervals
made so, about 95 hold the true value. Ratios are of the same jobs in the same
round, which cancels what slows a whole round down (Hodges-Lehmann estimates
with exact signed-rank intervals; a p99's are geometric means, by bootstrap).
A median has the interval that order statistics give. With fewer than six rounds
there is none, and none is printed.`},
	{"ties", "what = and group mean, and when any strategy will do", `
Contenders in one group tie: the exact test, corrected for all of them by Holm's
method, finds no difference in the rounds done so far. That is not the same as
being equal. "Any of them will do" appears only if the intervals show that all
are within 2 %, a difference that does not matter. Otherwise more rounds may
decide, and the answer says how many.`},
	{"virtual-time", "how scheduling is measured without noise", `
With --virtual the real code of a strategy runs on a simulated clock: nothing
actually sleeps, the clock jumps to the next event. A job takes exactly its
service time, and nothing else takes any: scheduling, locks and the machine have
no part in the result, and the same seed gives the same figures everywhere, on
any number of workers. It shows what the order of jobs does; only real time
shows what scheduling costs.
compare selftest --theory checks it against queueing theory.`},
	{"metg", "the smallest job worth handing to a worker", `
METG(50 %), the minimum effective task granularity, is the smallest job at which
work is still done at half of the best rate (Task Bench, SC 2020). Below it,
handing out a job costs more than the job: take fewer and longer ones.`},
	{"verdicts", "what regressed, passed and inconclusive mean", `
A figure has regressed if the whole interval of its ratio is worse than the
margin and the exact test agrees, corrected for all figures; improved likewise;
passed if the whole interval is within the margin. Everything else is
inconclusive, with how many more rounds would probably decide. A count such as
allocs/op is exact: any change counts, unless chance alone may explain it.
reported: shown but not judged, because its better direction is unknown
(--better hits/op=higher), or because it repeats another figure.
unusable: NaN or infinite. waived: worse, but allowed for now by a policy.
Exit codes: 0; 1 for a regression; 2 for what does not build, fails, has
vanished or is unusable; 3 for inconclusive.`},
}

// topicCommands are the topics as cobra has them: commands that do nothing.
func topicCommands() []*cobra.Command {
	var out []*cobra.Command
	for _, t := range topics {
		out = append(out, &cobra.Command{Use: t.name, Short: t.summary, Long: t.name + ": " + t.summary + "\n" + t.text})
	}
	return out
}
