package trial

import (
	"context"
	"runtime"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
)

// Run runs the jobs with one contender, in real time, and returns what was
// measured, or an error if a job was lost, repeated or failed.
func (t *Trial) Run(ctx context.Context, c Contender) (Measured, error) {
	t.unpack()
	clear(t.spans)
	var before, after runtime.MemStats
	runtime.GC() // this contender must not pay for the garbage of earlier ones
	runtime.ReadMemStats(&before)
	report, err := t.run(ctx, c, t.pace)
	runtime.ReadMemStats(&after)
	if err == nil {
		err = report.complete()
	}
	if err != nil {
		return Measured{}, err
	}
	out, err := t.measuredSpans(report, metrics.Observation{}, false)
	if err != nil {
		return Measured{}, err
	}
	n := float64(t.len())
	out.Metrics["allocs"] = float64(after.Mallocs-before.Mallocs) / n
	out.Metrics["bytes"] = float64(after.TotalAlloc-before.TotalAlloc) / n
	return out, nil
}

// run has the contender do the jobs: all at once, or as the generator submits them.
func (t *Trial) run(ctx context.Context, c Contender, generate generator) (Report, error) {
	if t.seconds = nil; copies(c) {
		t.seconds = make([]span, len(t.spans))
		defer t.merge()
	}
	if s, ok := c.(Seeded); ok {
		s.Seed(t.Seed)
	}
	if err := t.slicedBy(c); err != nil {
		return Report{}, err
	}
	ctx, err := t.warmed(ctx, c)
	if err != nil {
		return Report{}, err
	}
	t.outside(c, t.ended)
	if t.arrivals == nil {
		t.began = time.Now()
		t.due()
		t.began = time.Now()
		return c.Run(ctx, t.Workers, t.jobs, t.do)
	}
	return t.stream(ctx, c, generate)
}
