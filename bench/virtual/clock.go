package virtual

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"
	"testing/synctest"
	"time"
)

// A Clock is the time of one bubble. Only goroutines of the bubble may call its methods;
// all of them may.
type Clock struct {
	began  time.Time
	cores  chan struct{}         // a token for each job that computes; nil: no limit
	events atomic.Int64          // sleeps and turns so far: it does not grow in a stall
	cause  atomic.Pointer[error] // cause of the end of Run's context; nil: it has not ended

	// alarms counts the goroutines that sleep, or have woken and not yet had their turn, by
	// a hash of the instant at which they wake. Two in one bucket may wake at the same
	// instant; if they do not, a turn is requested needlessly.
	//
	// Note: a map of the instants themselves took 11 % of the samples of
	// BenchmarkScale with 10,000 workers.
	alarms []atomic.Int32
	shift  int // of a hash, to get a bucket

	mu     sync.Mutex    // guards the fields below
	turns  []*turn       // requested and not yet given
	woken  []*turn       // the same, for workers that were woken: these come first
	giving bool          // the usher is active
	spare  []*turn       // for reuse
	usher  chan struct{} // wakes it
}

// A turn is the place of a goroutine among those of the same instant.
type turn struct {
	id   int64
	pass chan struct{}
}

func newClock(o Options) *Clock {
	// Eight buckets per sleeper: few turns are requested needlessly. More buckets would
	// cost more in cache misses than they save in turns.
	places := bits.Len(uint(8 * max(128, o.Sleepers)))
	c := &Clock{
		shift:  64 - places,
		began:  time.Now(),
		alarms: make([]atomic.Int32, 1<<places),
		usher:  make(chan struct{}, 1),
	}
	if o.Cores > 0 {
		c.cores = make(chan struct{}, o.Cores)
	}
	return c
}

// Now returns the time since the bubble began.
func (c *Clock) Now() time.Duration { return time.Since(c.began) }

// Err returns the cause of the end of Run's context, once that has ended.
func (c *Clock) Err() error {
	if err := c.cause.Load(); err != nil {
		return *err
	}
	return nil
}

// end is called outside the bubble.
func (c *Clock) end(ctx context.Context) { c.cause.Store(new(context.Cause(ctx))) }

// Sleep waits for d, at least 1 ns. Goroutines that wake at the same instant go on one
// after the other, the least id first; two with the same id go on in any order. An id has
// 64 bits on every machine, since the seed of a job does not fit into a 32-bit int.
func (c *Clock) Sleep(d time.Duration, id int64) {
	d = max(d, 1)
	c.events.Add(1)
	alarm := c.alarm(d)
	alarm.Add(1)
	time.Sleep(d)
	if alarm.Load() > 1 {
		c.Turn(id)
	}
	// Not earlier: others that have woken at this instant must see this goroutine, too.
	alarm.Add(-1)
}

// sleepUntil is Sleep, but reports false as soon as the channel is closed.
func (c *Clock) sleepUntil(done <-chan struct{}, d time.Duration, id int64) bool {
	d = max(d, 1)
	c.events.Add(1)
	alarm := c.alarm(d)
	alarm.Add(1)
	defer alarm.Add(-1)
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-done:
		return false
	}
	if alarm.Load() > 1 {
		c.Turn(id)
	}
	return true
}

// alarm returns the bucket of the instant after so long.
func (c *Clock) alarm(d time.Duration) *atomic.Int32 {
	// Fibonacci hashing (Knuth, The Art of Computer Programming 3, §6.4).
	return &c.alarms[uint64(c.Now()+d)*0x9e3779b97f4a7c15>>c.shift]
}

// Turn waits, while no time passes, until all other goroutines of the bubble wait and
// those that requested a turn with a smaller id at this instant have had theirs.
func (c *Clock) Turn(id int64) { c.request(&c.turns, id) }

// wokenTurn is Turn for a goroutine that another one has woken: it comes before all other
// turns requested at this instant, even those with a smaller id.
func (c *Clock) wokenTurn(id int64) { c.request(&c.woken, id) }

// request requests a turn from the list, and waits for it.
func (c *Clock) request(list *[]*turn, id int64) {
	c.events.Add(1)
	c.mu.Lock()
	t := c.newTurnLocked()
	t.id = id
	*list = append(*list, t)
	if !c.giving {
		c.giving = true
		c.usher <- struct{}{} // has room: the usher has taken the last one
	}
	c.mu.Unlock()
	<-t.pass
	c.mu.Lock()
	c.spare = append(c.spare, t)
	c.mu.Unlock()
}

// newTurnLocked returns a turn, reusing one if possible.
func (c *Clock) newTurnLocked() *turn {
	if n := len(c.spare); n > 0 {
		t := c.spare[n-1]
		c.spare = c.spare[:n-1]
		return t
	}
	return &turn{pass: make(chan struct{}, 1)}
}

// stop ends the usher, once no goroutine that could request a turn is left.
func (c *Clock) stop() {
	c.mu.Lock()
	close(c.usher)
	c.mu.Unlock()
}

// giveTurns is the usher: it gives turns until it is stopped.
//
// Note: one goroutine that wakes all sleepers, including those alone at their instant,
// would be simpler. It took 1.5 to 1.9 times as long as sleepers that wake by themselves
// (100 to 100,000 goroutines that only sleep, a million sleeps).
func (c *Clock) giveTurns() {
	var turns, woken []*turn // to give, the next one last
	for range c.usher {
		for {
			synctest.Wait()
			c.mu.Lock()
			if len(c.woken) > 0 {
				woken = sortTurns(append(woken, c.woken...))
				c.woken = c.woken[:0]
			}
			if len(woken) == 0 && len(turns) == 0 {
				turns = sortTurns(append(turns, c.turns...))
				c.turns = c.turns[:0]
			}
			next := &turns
			if len(woken) > 0 {
				next = &woken
			}
			last := len(*next) - 1
			c.giving = last >= 0
			c.mu.Unlock()
			if last < 0 {
				break
			}
			t := (*next)[last]
			*next = (*next)[:last]
			t.pass <- struct{}{}
		}
	}
}

// sortTurns sorts turns, the least id last.
func sortTurns(turns []*turn) []*turn {
	slices.SortStableFunc(turns, func(a, b *turn) int { return cmp.Compare(b.id, a.id) })
	return turns
}
