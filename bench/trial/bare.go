package trial

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/pool"
)

// bareTime is the least time for which a bare run repeats its batch: long compared with
// a clock read.
const bareTime = 10 * time.Millisecond

// bareAllocs is the most batches whose allocations are counted: counting stops all
// goroutines, which disturbs the next batch.
const bareAllocs = 16

// RunBare runs the jobs with one contender, in real time, and measures only the batch as
// a whole: no wrapper stands between the contender and the job. A short batch is repeated
// for some 10 ms. Allocations are those of the contender's Run, without Complete.
func (t *Trial) RunBare(ctx context.Context, c Contender) (Measured, error) {
	hedged := copies(c)
	do := func(ctx context.Context, job pool.Job[int]) (uint64, error) {
		if uint(job.Data) >= uint(len(t.tasks)) {
			return 0, fmt.Errorf("job %d of %d", job.Data, len(t.tasks))
		}
		if t.inSlices {
			return t.bareSlice(ctx, job.Data)
		}
		task := t.tasks[job.Data]
		if hedged {
			if copy, _ := pool.CopyOf(ctx); copy.Second {
				task.Data = task.Data.Copy()
			}
		}
		if t.warmth != nil && t.beginCold(ctx, job.Data) {
			task = atFirst(task)
		}
		return t.process(ctx, task)
	}
	t.unpack()
	clear(t.spans)
	if err := t.slicedBy(c); err != nil {
		return Measured{}, err
	}
	t.outside(c, func(int, time.Time, time.Time, error) {})
	var before, after runtime.MemStats
	var mallocs, bytes uint64
	var took time.Duration
	batches := 0
	runtime.GC()
	var details []record.Detail
	for took < bareTime {
		if batches < bareAllocs {
			runtime.ReadMemStats(&before)
		}
		ctx, err := t.warmed(ctx, c)
		if err != nil {
			return Measured{}, err
		}
		began := time.Now()
		report, err := c.Run(ctx, t.Workers, t.jobs, do)
		took += time.Since(began)
		if batches < bareAllocs {
			runtime.ReadMemStats(&after)
			mallocs += after.Mallocs - before.Mallocs
			bytes += after.TotalAlloc - before.TotalAlloc
		}
		if err == nil {
			err = report.complete()
		}
		if err != nil {
			return Measured{}, err
		}
		details = report.Details
		batches++
	}
	n := float64(batches * len(t.jobs))
	counted := float64(min(batches, bareAllocs) * len(t.jobs))
	return Measured{Details: details, Metrics: map[string]float64{
		"makespan":   took.Seconds() / float64(batches),
		"throughput": n / took.Seconds(),
		"allocs":     float64(mallocs) / counted,
		"bytes":      float64(bytes) / counted,
	}}, nil
}
