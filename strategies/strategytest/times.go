package strategytest

import (
	"slices"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var timeRules = []rule{
	{
		name:    "times-honest",
		explain: "Started and Completed are when the processor began and ended, and Duration is the time between: no waiting, queueing or sending counts as work, and Wait, if set, is the time from the release to Started",
		run:     runTimesHonest,
	},
	{
		name:    "worker-ids",
		explain: "Result.Worker says who ran the job: a number in [0, NumWorkers), and no two jobs of one worker overlap in time",
		run:     runWorkerIDs,
	},
}

// timed returns scripts in which workers wait for their turn and for the
// reader of the results, so that wrong times show.
func timed() []script {
	var scripts []script
	for _, pause := range []time.Duration{0, 70 * time.Millisecond} {
		times := skewed(5, 60)
		scripts = append(scripts, script{
			workers: 4, jobs: newJobs(60), pause: pause,
			service: func(i int) time.Duration { return times[i] },
		})
	}
	return scripts
}

func runTimesHonest(c *check) {
	for _, in := range timed() {
		c.inBubble(in.label(), func() {
			out := c.execute(c.strategy(), in)
			byJob := c.accounted(out)
			for _, call := range out.calls {
				r := byJob[call.job]
				if r == nil {
					continue
				}
				began, ended := call.begin.Sub(out.began), call.end.Sub(out.began)
				switch {
				case !r.Started.Equal(call.begin):
					c.errorf("%s: job %d started at %v, its result says %v", in.label(), call.job, began, r.Started.Sub(out.began))
				case !r.Completed.Equal(call.end):
					c.errorf("%s: job %d completed at %v, its result says %v", in.label(), call.job, ended, r.Completed.Sub(out.began))
				case r.Duration != ended-began:
					c.errorf("%s: job %d took %v, its result says %v", in.label(), call.job, ended-began, r.Duration)
				case r.Wait != 0 && r.Wait != began:
					c.errorf("%s: job %d waited %v, its result says %v", in.label(), call.job, began, r.Wait)
				}
			}
		})
		if c.failed() {
			return
		}
	}
}

func runWorkerIDs(c *check) {
	for _, in := range timed() {
		c.inBubble(in.label(), func() {
			out := c.execute(c.strategy(), in)
			slices.SortFunc(out.results, func(a, b pool.Result[int]) int { return a.Started.Compare(b.Started) })
			last := make([]time.Time, in.workers)
			for _, r := range out.results {
				if r.Worker < 0 || r.Worker >= in.workers {
					c.errorf("%s: %s has worker %d, want one in [0, %d)", in.label(), r.JobID, r.Worker, in.workers)
					continue
				}
				if r.Started.Before(last[r.Worker]) {
					c.errorf("%s: %s started on worker %d before that worker's last job was complete", in.label(), r.JobID, r.Worker)
				}
				last[r.Worker] = r.Completed
			}
		})
		if c.failed() {
			return
		}
	}
}
