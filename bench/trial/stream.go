package trial

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/pace"
	"github.com/go-foundations/poolbench/pool"
)

// errNoStream is the error of a contender that cannot run streams.
var errNoStream = errors.New("runs batches only: it takes no jobs as they arrive")

// A batcher says what it lacks to run streams.
type batcher interface{ NoStream() string }

// noStream is the error of a contender that cannot run streams; it says what is missing, if
// the contender does.
func noStream(c Contender) error {
	if b, ok := c.(batcher); ok {
		return fmt.Errorf("%w: %s", errNoStream, b.NoStream())
	}
	return errNoStream
}

// A generator calls submit with the number of each job at its arrival, in order.
type generator func(ctx context.Context, submit func(i int) error) error

// stream has the contender do the jobs as they arrive.
func (t *Trial) stream(ctx context.Context, c Contender, generate generator) (Report, error) {
	s, ok := c.(Streamer)
	if !ok {
		return Report{}, noStream(c)
	}
	// Room for all of them: a contender reorders only jobs that it has, and jobs left
	// outside would come in the order of arrival.
	stream, err := s.Stream(ctx, t.Workers, len(t.jobs), t.do)
	if err != nil {
		return Report{}, err
	}
	// Only keys have homes: other streams are not to pay for it.
	if s, ok := stream.(interface{ NoteWorkers() }); ok && slices.ContainsFunc(t.jobs, func(j pool.Job[int]) bool { return j.Key != "" }) {
		s.NoteWorkers()
	}
	t.began = time.Now()
	err = generate(ctx, func(i int) error {
		job := t.jobs[i]
		job.Created = t.began.Add(t.arrivals[i])
		if within := t.tasks[i].Data.Within; within > 0 {
			job.Deadline = job.Created.Add(within)
		}
		return stream.Submit(ctx, job)
	})
	report, closed := stream.Close()
	return report, errors.Join(err, closed)
}

// pace is the generator for real time.
func (t *Trial) pace(ctx context.Context, submit func(i int) error) (err error) {
	t.late, err = pace.Generate(ctx, t.began, t.arrivals, submit)
	return err
}
