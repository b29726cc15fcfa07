package trial

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/pace"
	"github.com/go-foundations/poolbench/pool"
)

// measuredSpans is measured for a run that has recorded spans.
func (t *Trial) measuredSpans(report Report, o metrics.Observation, drawn bool) (Measured, error) {
	if err := t.check(report.Dropped + report.Shared); err != nil {
		return Measured{}, err
	}
	n := len(t.spans)
	t.ran = times{started: make([]time.Duration, n), completed: make([]time.Duration, n), placed: report.By != nil}
	if t.inSlices && !drawn {
		t.ran.ran = make([]time.Duration, n)
	}
	if t.warmth != nil {
		t.ran.cold = make([]bool, n)
	}
	if report.By != nil || report.Dropped+report.Shared > 0 {
		t.ran.by = make([]int32, n)
	}
	for i := range t.spans {
		s := &t.spans[i]
		t.ran.started[i], t.ran.completed[i] = s.started, s.completed
		if t.ran.ran != nil {
			t.ran.ran[i] = s.ran
		}
		if s.cold {
			t.ran.cold[i] = true
		}
		switch {
		case int(s.runs.Load()) < t.slices(i):
			t.ran.by[i] = neverRan
		case report.By != nil:
			t.ran.by[i] = int32(report.By[i])
		}
	}
	return t.measured(report, o, drawn)
}

// measured returns the metrics of the run that has ended. It completes the observation
// from when the jobs ran; the service time of a job is the one drawn for it, or the one
// measured.
func (t *Trial) measured(report Report, o metrics.Observation, drawn bool) (Measured, error) {
	o.Workers, o.Busy, o.Steals = t.Workers, report.Busy, -1
	o.Stream, o.WarmUp = t.arrivals != nil, t.warmUp
	for _, d := range report.Details {
		if d.Name == "steals" {
			o.Steals = d.Value
		}
	}
	o.Dropped, o.Shared, t.ran.dropped = report.Dropped, report.Shared, report.Dropped+report.Shared
	o.Jobs = metrics.Jobs{Released: t.arrivals, Started: t.ran.started, Completed: t.ran.completed}
	o.Jobs.Service, o.Jobs.CPU, o.Jobs.Priority = t.columns()
	if !drawn {
		o.Jobs.CPU = nil
		for i := range o.Jobs.Service {
			o.Jobs.Service[i] = t.ran.completed[i] - t.ran.started[i]
		}
		if t.ran.ran != nil {
			copy(o.Jobs.Service, t.ran.ran)
		}
	}
	if t.inSlices {
		o.Slices, o.Busy = t.meanSlices(), nil // a job may have run on many workers
	}
	o.Jobs.Within, o.Jobs.Key = t.dueAndKeys()
	if o.Jobs.Cold = t.ran.cold; o.Jobs.Cold != nil && drawn {
		o.Jobs.Service, o.Jobs.CPU = t.withCold()
	}
	if t.ran.placed {
		o.Jobs.Worker = t.ran.by
	}
	if o.Dropped+o.Shared > 0 {
		o.Missed = make(map[int]int)
		for i, by := range t.ran.by {
			switch {
			case by == neverRan && i < t.warmUp:
				o.WarmUp--
			case by == neverRan && o.Dropped > 0 && o.Jobs.Within != nil && o.Jobs.Within[i] > 0:
				priority := 0
				if o.Jobs.Priority != nil {
					priority = o.Jobs.Priority[i]
				}
				o.Missed[priority]++
			}
		}
		o.Jobs = o.Jobs.Pick(func(i int) bool { return t.ran.by[i] != neverRan })
	}
	if o.Jobs.Len() <= o.WarmUp {
		return Measured{}, errAllDropped
	}
	out := Measured{Details: report.Details}
	out.Metrics, out.Classes = metrics.Measure(o)
	maps.Copy(out.Metrics, report.Metrics)
	if late, ok := pace.LateP99(t.late); ok {
		out.Metrics["late-p99"] = late.Seconds()
	}
	return out, nil
}

// do does a job and measures it: the wrapper that all contenders share.
func (t *Trial) do(ctx context.Context, job pool.Job[int]) (uint64, error) {
	if uint(job.Data) >= uint(len(t.spans)) {
		return 0, fmt.Errorf("job %d of %d", job.Data, len(t.spans))
	}
	if t.seconds != nil {
		if copy, ok := pool.CopyOf(ctx); ok {
			return t.doCopy(ctx, job.Data, copy)
		}
	}
	if t.inSlices {
		return t.doSlice(ctx, job.Data)
	}
	s := &t.spans[job.Data]
	s.runs.Add(1)
	s.started = time.Since(t.began)
	var check uint64
	var err error
	if t.warmth != nil && t.beginCold(ctx, job.Data) {
		s.cold = true
		check, err = t.process(ctx, atFirst(t.tasks[job.Data]))
	} else {
		check, err = t.process(ctx, t.tasks[job.Data])
	}
	s.completed = time.Since(t.began)
	s.failed = err != nil
	return check, err
}

// errAllDropped is the error of a run that has nothing to measure.
var errAllDropped = errors.New("every job that counts was given up, or shares the result of one that does not count")

// check returns an error unless every job ran once and succeeded, but for so many that
// were given up or share a result.
func (t *Trial) check(dropped int) error {
	for i := range t.spans {
		slices := t.slices(i)
		switch s := &t.spans[i]; {
		case int(s.runs.Load()) < slices && dropped > 0:
			dropped--
		case s.runs.Load() == 0:
			return fmt.Errorf("job %d of %d did not run", i, len(t.spans))
		case int(s.runs.Load()) != slices && slices > 1:
			return fmt.Errorf("job %d of %d ran %d times, and has %d slices", i, len(t.spans), s.runs.Load(), slices)
		case s.runs.Load() > 1 && slices == 1:
			return fmt.Errorf("job %d of %d ran %d times", i, len(t.spans), s.runs.Load())
		case s.failed:
			return fmt.Errorf("job %d of %d failed", i, len(t.spans))
		}
	}
	if dropped > 0 {
		return fmt.Errorf("%d jobs were given up or share a result, and ran", dropped)
	}
	return nil
}
