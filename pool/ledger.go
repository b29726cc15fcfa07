package pool

import (
	"context"
	"errors"
	"time"
)

// ledger assigns the results that a hand-written strategy sends to their jobs, and in the
// end adds those that are missing.
type ledger[T, R any] struct {
	strategy string
	jobs     []Job[T]
	results  []Result[R]
	filed    []bool
	open     map[string][]int // by ID, the jobs without a result, in order
	total    Summary

	surplus      int // results that belong to no open job
	firstSurplus string
}

func newLedger[T, R any](strategy string, jobs []Job[T], results []Result[R]) *ledger[T, R] {
	l := &ledger[T, R]{
		strategy: strategy, jobs: jobs, results: results,
		filed: make([]bool, len(jobs)),
		open:  make(map[string][]int, len(jobs)),
	}
	for i := range jobs {
		l.open[jobs[i].ID] = append(l.open[jobs[i].ID], i)
	}
	return l
}

// collect files results until Execute has returned and the channel is empty. A strategy
// that closes the channel ends only the results.
func (l *ledger[T, R]) collect(sent <-chan Result[R], done <-chan error) error {
	for {
		select {
		case r, ok := <-sent:
			if !ok {
				return <-done
			}
			l.file(r)
		case err := <-done:
			for {
				select {
				case r, ok := <-sent:
					if !ok {
						return err
					}
					l.file(r)
				default:
					return err
				}
			}
		}
	}
}

// file assigns a result to its job: of several jobs with the same ID, to the first without
// a result.
func (l *ledger[T, R]) file(r Result[R]) {
	open := l.open[r.JobID]
	if len(open) == 0 {
		if l.surplus == 0 {
			l.firstSurplus = r.JobID
		}
		l.surplus++
		return
	}
	i := open[0]
	l.open[r.JobID] = open[1:]
	l.filed[i] = true
	l.results[i] = r
	l.total.Jobs++
	l.total.Busy += r.Duration
	l.total.Longest = max(l.total.Longest, r.Duration)
	if r.Error != nil {
		l.total.Errors++
	}
}

// settleRest gives each job without a result one that says why, and returns how many it
// gave.
func (l *ledger[T, R]) settleRest(ctx context.Context, err error) (rest int) {
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case err == nil:
		err = &StrategyError{l.strategy, errors.New("sent no result for the job")}
	default:
		if broken := (*StrategyError)(nil); !errors.As(err, &broken) {
			err = &StrategyError{l.strategy, err}
		}
	}
	now := time.Now()
	for i := range l.jobs {
		if l.filed[i] {
			continue
		}
		l.results[i] = Result[R]{JobID: l.jobs[i].ID, Error: err, Worker: -1, Completed: now}
		rest++
	}
	l.total.Jobs += rest
	l.total.Errors += rest
	return rest
}

func (l *ledger[T, R]) outcome(began time.Time, workers int) outcome {
	l.total.Workers = workers
	l.total.Makespan = time.Since(began)
	return outcome{Summary: l.total}
}
