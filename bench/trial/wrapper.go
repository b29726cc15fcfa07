package trial

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/pace"
	"github.com/go-foundations/poolbench/pool"
)

// measured returns the metrics of the run that has ended. It completes the observation
// from the jobs' spans; the service time of a job is the one drawn for it, or the one
// measured.
func (t *Trial) measured(report Report, o metrics.Observation, drawn bool) (Measured, error) {
	if err := t.check(report.Dropped); err != nil {
		return Measured{}, err
	}
	o.Workers, o.Busy, o.Steals = t.Workers, report.Busy, -1
	o.Stream, o.WarmUp = t.arrivals != nil, t.warmUp
	for _, d := range report.Details {
		if d.Name == "steals" {
			o.Steals = d.Value
		}
	}
	o.Dropped = report.Dropped
	o.Jobs = make([]metrics.Job, 0, len(t.spans)-report.Dropped)
	for i := range t.spans {
		s, task := &t.spans[i], &t.tasks[i].Data
		if s.runs.Load() == 0 {
			if i < t.warmUp {
				o.WarmUp--
			}
			continue
		}
		o.Jobs = append(o.Jobs, metrics.Job{})
		j := &o.Jobs[len(o.Jobs)-1]
		*j = metrics.Job{Started: s.started, Completed: s.completed, Service: s.completed - s.started, Priority: t.jobs[i].Priority}
		if drawn {
			j.Service, j.CPU = task.Service, task.CPU
		}
		if t.arrivals != nil {
			j.Released = t.arrivals[i]
		}
	}
	if len(o.Jobs) <= o.WarmUp {
		return Measured{}, errAllDropped
	}
	out := Measured{Details: report.Details}
	out.Metrics, out.Classes = metrics.Measure(o)
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
	s := &t.spans[job.Data]
	s.runs.Add(1)
	s.started = time.Since(t.began)
	check, err := t.process(ctx, t.tasks[job.Data])
	s.completed = time.Since(t.began)
	s.failed = err != nil
	return check, err
}

// errAllDropped is the error of a run that has nothing to measure.
var errAllDropped = errors.New("every job that counts was given up")

// check returns an error unless every job ran once and succeeded, but for so many that
// were given up.
func (t *Trial) check(dropped int) error {
	for i := range t.spans {
		switch s := &t.spans[i]; {
		case s.runs.Load() == 0 && dropped > 0:
			dropped--
		case s.runs.Load() == 0:
			return fmt.Errorf("job %d of %d did not run", i, len(t.spans))
		case s.runs.Load() > 1:
			return fmt.Errorf("job %d of %d ran %d times", i, len(t.spans), s.runs.Load())
		case s.failed:
			return fmt.Errorf("job %d of %d failed", i, len(t.spans))
		}
	}
	if dropped > 0 {
		return fmt.Errorf("%d jobs were given up, and ran", dropped)
	}
	return nil
}
