package virtual

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// A Simulation is a run of a discipline without goroutines: a loop goes from one event,
// such as an arrival or the end of a job, to the next, and calls the queue as the engine of
// package pool would. Every job starts at the same nanosecond and on the same worker as in
// a bubble ([Run]) with ordered workers ([Clock.Order]) whose jobs are done by
// [Clock.Process].
//
// As its contract says, the queue must get the time only from [pool.Setup], start no
// goroutine, and never wait. A queue that breaks this needs a bubble.
type Simulation struct {
	Discipline pool.Discipline
	Workers    int
	Cores      int    // how many jobs compute at once; others wait for a core in the order in which they begin; 0: no limit
	Seed       uint64 // as of pool.Config

	// Job returns a job by its number in [0, Jobs); it is valid until the next call. Every
	// job has a Seed of its own, which orders those that end at the same instant. Created,
	// Deadline and NotBefore count from Began.
	Jobs  int
	Job   func(i int) *pool.Job[workloads.Task]
	Began time.Time

	// Work returns Service and Seed of a job, if there is a quicker way than Job; may be nil.
	Work func(i int) (service time.Duration, seed uint32)

	// Tell writes Priority, Cost and Key of a job into its ticket, and Deadline if it has
	// one, as Job has them, if there is a quicker way than Job; may be nil. NotBefore is 0
	// then, and Released is set.
	Tell func(i int, t *pool.Ticket)

	// Arrivals are the times at which the jobs of a stream arrive, ascending; nil: a batch.
	// There is room for all jobs to wait.
	Arrivals []time.Duration

	// Cold has a job take longer on a worker that is cold for its key. Keys has the number of
	// the key of each job, from 1, or 0 for none.
	Cold workloads.Cold
	Keys []int32

	// Slice is how long a job runs at a time: one whose Service is longer then comes back,
	// like one whose processor returns pool.Again(0), until it has run for all of it. 0:
	// jobs run to their end. There are no slices where Cores is set.
	Slice time.Duration

	// Deaths are workers that die, by time, each once: a job that ends at that moment has ended,
	// and one that runs on comes back with a new Index. The queue has to be a [Survivor].
	Deaths []Death

	// Ended is called with each job that has its result; may be nil.
	Ended func(Ended)

	Patience time.Duration // as of Options
}

// Ended is how one job ended. Times count from the start of the run.
type Ended struct {
	Job                int
	Worker             int           // -1: it never ran
	Started, Completed time.Duration // Started: its first slice
	Cold               bool          // the worker was cold for its key
	Err                error         // why it did not run; nil if it ran or, without a Worker, shares the result of a job that did
}

// Simulated is the result of a simulation besides its jobs.
type Simulated struct {
	pool.Summary
	Details []pool.Detail // what the queue reported

	// Idle is the integral over time, in ns, of min(idle workers, waiting jobs): 0 of a
	// work-conserving strategy. Jobs that a worker has claimed and not begun wait.
	Idle float64

	// Ambiguous counts how often a job that was held back was due at the instant of another
	// event. Here the other event comes first; in a bubble either may.
	Ambiguous int
}

// Run runs the simulation. Errors of the strategy are those of package pool. When ctx
// ends, Run returns its cause. If a call of the queue does not return, Run returns an error
// that wraps ErrStalled and leaves a goroutine that spins: end the process soon.
func (s Simulation) Run(ctx context.Context) (Simulated, error) {
	config := pool.Config{NumWorkers: s.Workers}
	if err := config.Validate(); err != nil {
		return Simulated{}, err
	}
	if s.Arrivals != nil && len(s.Arrivals) != s.Jobs {
		panic(fmt.Sprintf("virtual: %d arrivals of %d jobs", len(s.Arrivals), s.Jobs))
	}
	if s.Slice < 0 || s.Slice > 0 && s.Cores > 0 {
		panic(fmt.Sprintf("virtual: slices of %v on %d cores", s.Slice, s.Cores))
	}
	if s.Cold.Extra > 0 && (len(s.Keys) != s.Jobs || s.Slice > 0) {
		panic(fmt.Sprintf("virtual: cold workers for %d keys of %d jobs in slices of %v", len(s.Keys), s.Jobs, s.Slice))
	}
	for i, d := range s.Deaths {
		if d.Worker < 0 || d.Worker >= s.Workers || i > 0 && d.At < s.Deaths[i-1].At || s.Slice > 0 || s.Cores > 0 {
			panic(fmt.Sprintf("virtual: death of worker %d of %d at %v", d.Worker, s.Workers, d.At))
		}
	}
	if ctx.Err() != nil {
		return Simulated{}, context.Cause(ctx)
	}
	if s.Jobs == 0 {
		return Simulated{}, nil
	}
	if s.Patience == 0 {
		s.Patience = DefaultPatience
	}
	l := newLoop(s)
	l.ended = ctx.Err
	done := make(chan error, 1)
	go func() { done <- l.guarded() }()
	err := l.watch(ctx, done)
	if errors.Is(err, ErrStalled) {
		return Simulated{}, err // the loop is still running
	}
	return l.out, err
}

// guarded runs the loop. It turns a panic or Goexit of the queue into an error of the
// strategy.
func (l *loop) guarded() (err error) {
	ended := make(chan error, 1)
	go func() {
		returned := false
		defer func() {
			if returned {
				return
			}
			err := errors.New("called runtime.Goexit")
			if v := recover(); v != nil {
				err = &pool.PanicError{Value: v, Stack: debug.Stack()}
			}
			ended <- l.strategyError(err)
		}()
		err := l.run()
		returned = true
		ended <- err
	}()
	return <-ended
}

// watch waits for the loop to end or to stall, in real time.
func (l *loop) watch(ctx context.Context, done <-chan error) error {
	tick := time.NewTicker(l.Patience / ticks)
	defer tick.Stop()
	var s stall
	for {
		select {
		case err := <-done:
			if err == errEnded {
				return context.Cause(ctx)
			}
			return err
		case <-tick.C:
			if now := l.progress.Load(); s.tick(now) {
				l.stop.Store(true) // in case it returns after all
				return fmt.Errorf("%w (after %d events, %v of real time ago)", ErrStalled, now, l.Patience)
			}
		}
	}
}
