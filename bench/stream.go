package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/pace"
	"github.com/go-foundations/poolbench/pool"
)

// errNoStream is why a contender has no metrics in a stream.
var errNoStream = errors.New("runs batches only: it takes no jobs as they arrive")

// Arrive makes the trial a stream: job i arrives, and is released, at
// schedule[i] after the start of the trial. The first jobs fill the stream and
// are not measured, as many as warmUp says. A contender that cannot run streams
// has an error then.
func (t *Trial) Arrive(schedule []time.Duration, warmUp int) {
	if len(schedule) != len(t.jobs) {
		panic(fmt.Sprintf("bench: %d arrivals of %d jobs", len(schedule), len(t.jobs)))
	}
	t.arrivals, t.warmUp = schedule, warmUp
}

// A generator calls submit with the number of each job at its arrival, in order.
type generator func(ctx context.Context, submit func(i int) error) error

// stream has the contender do the jobs as they arrive.
func (t *Trial) stream(ctx context.Context, c Contender, generate generator) (Report, error) {
	s, ok := c.(Streamer)
	if !ok {
		return Report{}, errNoStream
	}
	// Room for all of them: a contender orders what waits, and what had to wait
	// outside would be in the order of arrival.
	stream, err := s.Stream(ctx, t.Workers, len(t.jobs), t.do)
	if err != nil {
		return Report{}, err
	}
	t.began = time.Now()
	err = generate(ctx, func(i int) error {
		job := t.jobs[i]
		job.Created = t.began.Add(t.arrivals[i])
		return stream.Submit(ctx, job)
	})
	report, closed := stream.Close()
	return report, errors.Join(err, closed)
}

// pace is the generator of real time.
func (t *Trial) pace(ctx context.Context, submit func(i int) error) (err error) {
	t.late, err = pace.Generate(ctx, t.began, t.arrivals, submit)
	return err
}

// CanStream returns why the contender cannot run streams, or nil if it can.
func CanStream(c Contender) error {
	if _, ok := c.(Streamer); !ok {
		return errNoStream
	}
	s, ok := c.(*strategy)
	if !ok {
		return nil
	}
	d, ok := s.discipline()
	if !ok {
		return errNoStream // written by hand
	}
	// The discipline says so when it is asked for a queue.
	_, err := d.NewQueue(pool.Setup{Workers: 1, Capacity: 1, Stream: true, Now: func() time.Duration { return 0 }})
	return err
}
