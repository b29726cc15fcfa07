package cli

import "github.com/spf13/cobra"

// A topic is a concept that the answers use.
type topic struct{ name, summary, text string }

// topics are what compare help TOPIC explains: a new one is an entry here.
var topics = []topic{
	{"efficiency", "how close a batch came to the best possible schedule", `
Efficiency is the ideal makespan divided by the measured one. The ideal is that
of a schedule without idle workers and without cost: the sum of all service
times over the number of workers, or the longest job if that is more (Graham
1969).
98 % says that scheduling, and waiting at the end for the last jobs, took 2 % of
the time. In compare grain it is the rate of work divided by the best rate of
plain static slices on the same machine.`},
	{"slowdown", "how long a job took, in multiples of itself", `
The sojourn of a job is the time from its release to its completion; the
slowdown is the sojourn divided by the service time. A job of 1 ms that waits
for 9 ms has a slowdown of 10, one of 1 s with the same wait 1.009: slowdowns
show what delays short jobs, sojourns show what delays all of them.`},
	{"intervals", "what the brackets mean", `
1.20x (1.15-1.26x) is an estimate and its 95 % interval: about 95 of a hundred
such intervals contain the true value. Ratios compare the same jobs in the same
round, which cancels what slows down a whole round (Hodges-Lehmann estimates
with exact signed-rank intervals; for p99 and the like geometric means, with
bootstrap intervals). The interval of a median comes from order statistics. With
fewer than six rounds there is no interval, and none is printed.`},
	{"ties", "not distinguishable is not the same as equivalent", `
Contenders in one group (=) are not distinguishable: the exact test, corrected
for all of them by Holm's method, and their intervals find no difference in the
rounds done so far. More rounds may find one, and the answer says how many.
"undecided": the rounds do not tell which contender is best.
Equivalent within 2 % is more: the intervals show that all of them are within
2 %, a difference that does not matter, and any of them will do. Below a number
of rounds that depends on how many contenders there are nothing is claimed.`},
	{"virtual-time", "how scheduling is measured without noise", `
With --virtual the real code of a strategy runs on a simulated clock: nothing
actually sleeps, the clock jumps to the next event. A job takes exactly its
service time, and nothing else takes any: scheduling, locks and the machine do
not affect the result, and the same seed gives the same figures everywhere, with
any number of workers. It shows the effect of the order of jobs; only real time
shows what scheduling costs.
compare selftest --theory checks it against queueing theory.`},
	{"metg", "the smallest job worth handing to a worker", `
METG(50 %), the minimum effective task granularity, is the smallest job size at
which work is still done at half of the best rate (Task Bench, SC 2020). Below
it, handing out a job costs more than doing it: use fewer, longer jobs.`},
	{"verdicts", "what regressed, passed and inconclusive mean", `
A figure has regressed if the whole interval of its ratio is worse than the
margin and the exact test agrees, corrected for all figures; improved likewise;
passed if the whole interval is within the margin. Everything else is
inconclusive; the answer says how many more rounds would probably decide. A
count such as allocs/op is exact: any change counts, unless chance alone could
explain it.
reported: shown but not judged, because its better direction is unknown
(--better hits/op=higher), or because it repeats another figure.
unusable: NaN or infinite. waived: worse, but allowed for now by a policy.
Exit codes: 0 for passed; 1 for a regression; 2 if something does not build,
fails, has vanished or is unusable; 3 for inconclusive.`},
}

// topicOf returns the topic that explains a word of the answers; "": none does, or the word is
// a topic.
func topicOf(word string) string {
	switch word {
	case "regressed", "improved", "passed", "inconclusive", "reported", "unusable", "waived":
		return "verdicts"
	case "undecided", "tie", "equivalent":
		return "ties"
	}
	return ""
}

// topicCommands returns the topics as cobra models them: commands that do nothing.
func topicCommands() []*cobra.Command {
	var out []*cobra.Command
	for _, t := range topics {
		out = append(out, &cobra.Command{Use: t.name, Short: t.summary, Long: t.name + ": " + t.summary + "\n" + t.text})
	}
	return out
}
