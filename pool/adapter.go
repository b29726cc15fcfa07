package pool

import (
	"context"
	"time"
)

// FromDiscipline makes a Strategy from a discipline, which the pool's engine executes.
// Execute sends the results of short jobs that a worker has claimed together once the last
// of them has ended: a job must not wait for the result of another one. A [WorkerPool]
// that gets the Strategy sees the discipline inside, so it can run streams with it and
// take results without a channel.
func FromDiscipline[T, R any](d Discipline) Strategy[T, R] { return adapter[T, R]{d} }

type adapter[T, R any] struct{ discipline Discipline }

func (a adapter[T, R]) Name() string           { return a.discipline.Name() }
func (a adapter[T, R]) Discipline() Discipline { return a.discipline }

// disciplined is a strategy with a discipline inside.
type disciplined interface{ Discipline() Discipline }

func (a adapter[T, R]) Execute(ctx context.Context, config *Config, jobs []Job[T],
	processor Processor[T, R], results chan<- Result[R]) error {
	_, err := runBatch(ctx, config, a.discipline, jobs, &settings[T, R]{processor: processor}, channel[T, R]{results})
	return err
}

// channel is the sink that sends results to a channel, in bursts while jobs
// are short: a burst wakes the reader once.
type channel[T, R any] struct{ results chan<- Result[R] }

const (
	burst       = 64                    // results sent in one go, at most
	burstLength = 10 * time.Microsecond // a worker keeps no result back after a job as long as this
)

func (c channel[T, R]) prepare(*worker[T, R]) {}

// keepsBack reports whether a worker of a batch sends the result of its last job later, given
// how long that job took: after a short job the next one of the claim is likely to be short,
// too, unless its Cost says otherwise.
func (w *worker[T, R]) keepsBack(service time.Duration) bool {
	return w.batch != nil && w.at < w.have && service < burstLength && len(w.results) < burst &&
		w.batch[w.claimed[w.at]].Cost < burstLength
}

func (c channel[T, R]) settled(w *worker[T, R], service time.Duration) bool {
	if w.keepsBack(service) {
		return false
	}
	c.flush(w)
	return true
}

func (c channel[T, R]) flush(w *worker[T, R]) {
	send := w.results
	w.results = w.results[:0] // first: otherwise, with a closed channel, every attempt would panic here
	for i := range send {
		c.results <- send[i]
	}
}

func (c channel[T, R]) put(_ int, r Result[R]) { c.results <- r }
