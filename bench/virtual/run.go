package virtual

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"
)

// Options are settings of a bubble. The zero value is useful.
type Options struct {
	// Cores is the most jobs that compute at once; other running jobs wait for a core, first
	// come, first served. 0 means no limit.
	Cores int

	// Sleepers estimates how many goroutines sleep at once, such as the number of workers.
	// It affects only speed. 0 means about a hundred.
	Sleepers int

	// Patience is the real time after which a bubble in which no goroutine goes to sleep
	// counts as stalled. 0 means DefaultPatience.
	Patience time.Duration
}

// DefaultPatience is far longer than any step that Run is made for, and short enough for a
// user to wait.
const DefaultPatience = 5 * time.Second

var (
	// ErrDeadlock means that all goroutines of a bubble wait for each other.
	ErrDeadlock = errors.New("virtual: deadlock: all goroutines wait, and none will be woken")

	// ErrStalled means that virtual time has stopped while the program runs: a goroutine
	// spins, or waits for something outside its bubble.
	ErrStalled = errors.New("virtual: stalled: a goroutine spins, or waits for something that is not in virtual time")

	// ErrUnavailable means that this Go version has no virtual time for programs.
	ErrUnavailable = errors.New("virtual: testing/synctest does not work outside go test with this version of Go")
)

// afterwards is how much virtual time goroutines have to end once f has returned. It takes
// no real time.
const afterwards = 100 * 365 * 24 * time.Hour

// Run calls f in a bubble of its own, in which time is virtual, and returns its
// error when f and every goroutine that it started have ended; once f has returned, they
// have a hundred years of virtual time for that. A panic of f is an error, too. The other
// errors wrap ErrDeadlock, ErrStalled or ErrUnavailable.
//
// The context that f gets belongs to the bubble: one from outside cannot be used inside.
// When ctx ends, [Clock.Err] returns its cause, and jobs that [Clock.Process] begins after
// that fail with it, so that the bubble soon ends.
//
// After a deadlock the goroutines leak. After a stall they may also spin on: end the
// process soon.
//
// Run must not be called from within a bubble. Several may run at once.
func Run(ctx context.Context, o Options, f func(context.Context, *Clock) error) error {
	if o.Patience == 0 {
		o.Patience = DefaultPatience
	}
	b := &bubble{Options: o, clock: make(chan *Clock, 1), done: make(chan error, 1)}
	go func() { b.done <- b.run(f) }()
	return b.watch(ctx)
}

type bubble struct {
	Options
	clock chan *Clock // gets the clock once there is one
	done  chan error  // gets the error of f
}

// run opens the bubble. It is called outside.
func (b *bubble) run(f func(context.Context, *Clock) error) (err error) {
	began := false
	defer func() {
		v := recover()
		switch {
		case v == nil:
		case began:
			// f recovers its own panics, so this is synctest's.
			err = fmt.Errorf("%w (%v)", ErrDeadlock, v)
		default:
			err = fmt.Errorf("%w: %v", ErrUnavailable, v)
		}
	}()
	synctest.Test(new(testing.T), func(t *testing.T) {
		c := newClock(b.Options)
		began = true
		b.clock <- c
		go c.giveTurns()
		defer c.stop()
		err = call(t.Context(), f, c)
		// Note: in a bubble no time passes once its first goroutine has ended, and
		// sleepers would count as deadlocked. While the first one sleeps, they wake.
		time.Sleep(afterwards)
	})
	return err
}

// call calls f and turns a panic or a runtime.Goexit into an error.
func call(ctx context.Context, f func(context.Context, *Clock) error, c *Clock) error {
	ended := make(chan error, 1)
	go func() {
		err := errors.New("virtual: runtime.Goexit was called")
		defer func() { ended <- err }()
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("virtual: panic: %v\n%s", v, debug.Stack())
			}
		}()
		err = f(ctx, c)
	}()
	return <-ended
}

// ticks is how many ticks of a watch in which nothing happens make a stall.
const ticks = 4

// A stall is a row of ticks in which nothing has happened. The zero value is none.
type stall struct {
	seen int64 // events, at the last tick
	row  int   // ticks since then in which there were no others
}

// tick is called at each tick, with the number of events so far. It reports whether that
// has not changed for too long.
func (s *stall) tick(events int64) bool {
	if s.row++; events != s.seen {
		s.row, s.seen = 0, events
	}
	return s.row >= ticks
}

// watch waits for the bubble to end or to stall, in real time.
func (b *bubble) watch(ctx context.Context) error {
	tick := time.NewTicker(b.Patience / ticks)
	defer tick.Stop()
	ended := ctx.Done()
	var c *Clock
	var s stall
	for {
		select {
		case err := <-b.done:
			return err
		case c = <-b.clock:
			if ctx.Err() != nil {
				c.end(ctx)
			}
		case <-ended:
			ended = nil
			if c != nil {
				c.end(ctx)
			}
		case <-tick.C:
			now := int64(-1)
			if c != nil {
				now = c.events.Load()
			}
			switch {
			case !s.tick(now):
			case c == nil:
				return fmt.Errorf("%w: it hangs", ErrUnavailable)
			default:
				return fmt.Errorf("%w (after %d events, %v of real time ago)", ErrStalled, now, b.Patience)
			}
		}
	}
}
