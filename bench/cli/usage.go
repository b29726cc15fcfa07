package cli

import (
	"fmt"
	"io"
	"strings"
)

// usage writes the help page.
func (c *command) usage(w io.Writer) error {
	_, err := fmt.Fprintf(w, `compare finds the right way to hand jobs to workers, and says how sure it is.

  compare                             a short tour of every workload (a minute)
  compare --workload skewed           which strategy for jobs of skewed length?
  compare --workload trace:jobs.csv   which strategy for your own jobs?
  compare --virtual --workers 1000    ... on a machine that you do not have?
  compare --load 0.5,0.8,0.9          ... if jobs arrive over time?
  compare scale --workers 1,2,4       how much faster are more workers?
  compare grain                       how small may jobs be? (3 minutes)
  compare recommend --jobs-file LOG   which strategy, and how many workers?
  compare list [strategies|peers|workloads|...]
  compare show FILE...                show a stored run again
  compare report FILE... -o page.html a page about stored runs, with pictures
  compare diff FILE FILE              what has changed from one run to another,
                                      or in what go test -bench printed?
  compare gate --base origin/main     is any benchmark of this package slower?
  compare gate --baseline FOLDER      has scheduling, or what a job allocates,
                                      become worse than in these stored runs?
  compare policy [FILE]               what do we want of our benchmarks?
  compare history [FOLDER|FILE...]    when did a stored metric change?
  compare selftest --theory           does virtual time reproduce what is known?
  compare selftest --gate             how often is the gate wrong? (20 minutes)
  compare help COMMAND                what a command does, and its flags
  compare help TOPIC                  what do these words mean?
                                      (%s)
  compare completion bash             completes commands, flags and names

To paste:
  compare --workload skewed --html page.html
  compare recommend --jobs-file jobs.csv --slo p99=50ms
  compare gate --base origin/main --package ./mypackage

Flags of a comparison:
  --workload NAMES   comma-separated, or "all" (see: compare list workloads)
  --strategy NAMES   comma-separated, or "all" (see: compare list strategies)
  --peer NAMES       other ways beside them, or "all": plain Go, and in the
                     program that "make peers" builds other people's pools
                     (see: compare list peers)
  --workers COUNTS   comma-separated; default: one per processor, and more
                     where jobs wait
  --load LOADS       jobs arrive over time, at these loads: 0.8 keeps workers
                     busy for 80 %% of the time; "max" searches for the load
                     at which p99 is 10 mean services
  --arrivals NAME    how they arrive (see: compare list arrivals); default
                     poisson, or replay for a trace that has arrivals
  --virtual          in virtual time: how jobs are scheduled, without noise
  --cores N          so many jobs compute at once in virtual time; default: all
                     that run
  --metric NAME      that decides; default throughput, in a stream sojourn-p99
  --jobs N           jobs in a batch; default: as the workload says
  --rounds N         at most so many; default %d
  --budget TIME      no round begins that would end after it; default %v
  --seed N           same seed, same jobs; default 1
  --format FORMAT    %s
  --out FILE         write the answer there, not to standard output
  --html FILE        write a page with pictures there, too
  --timeline FILE    run each strategy once more and write who did what when, in
                     the trace-event format that Perfetto opens
  --cpuprofile FILE  run each again for two seconds and write a CPU profile,
                     with labels strategy and workload; of several strategies
                     one to each FILE-STRATEGY
  --memprofile FILE  likewise a profile of allocations
  --trace FILE       likewise an execution trace, for go tool trace
  --results FOLDER   where the run is stored, none: nowhere; default results
  --io               the jobs of a trace wait instead of computing
  --patience TIME    after which a trial is taken to hang; default %v

A round is a fresh process that runs every strategy once on the same jobs, in
random order; strategies are compared round by round. The run is stored as text
that benchstat reads and as JSON from which it can be shown or repeated.

Exit codes: 0 fine; 1 diff or gate found something worse; 2 wrong usage, or
something is broken; 3 interrupted, or inconclusive.
`, strings.ReplaceAll(topicNames(), "ties, ", "ties,\n                                      "), defaultRounds, defaultBudget, strings.Join(formatNames(), ", "), defaultPatience)
	return err
}
