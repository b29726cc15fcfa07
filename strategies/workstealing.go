package strategies

import (
	"math/rand/v2"
	"sync/atomic"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/internal/deque"
	"github.com/go-foundations/poolbench/strategies/internal/marks"
)

// WorkStealing gives each worker a deque of its own. A worker whose deque is
// empty steals the job at the far end of another's; it tries the victims in turn,
// starting with a random one.
//
// Use it for many short jobs on many workers, where a single queue would be
// contended, or to keep neighbors on one worker as far as balance allows. It
// balances as well as a shared queue; in a stream it has the same mean wait and a
// longer tail, since a job may wait in one deque while younger ones are taken from
// another.
//
// In a batch each worker starts with one run of neighboring jobs, and takes no lock
// for them. In a stream the jobs arrive from outside, into one deque after the
// other, and owner and thieves alike take the oldest.
//
// A thief looks at all deques; with more than eight workers only at those that are marked as
// filled, which takes reading a few words.
//
// Cost: 78 ns a job in a batch, 592 in a stream (BenchmarkCost, n = 10).
//
// Source: Blumofe and Leiserson, Scheduling Multithreaded Computations by Work
// Stealing, J. ACM 46, 1999; the deque is that of Chase and Lev, SPAA 2005.
type WorkStealing struct{}

// Name returns "work-stealing".
func (WorkStealing) Name() string { return "work-stealing" }

// NewQueue never fails.
func (WorkStealing) NewQueue(setup pool.Setup) (pool.Queue, error) {
	q := &stealing{
		stream:  setup.Stream,
		deques:  make([]deque.Deque, setup.Workers),
		thieves: make([]thief, setup.Workers),
	}
	if setup.Workers > scanned {
		q.filled = marks.New(setup.Workers)
	}
	for w := range q.thieves {
		q.thieves[w].rng.Seed(setup.Seed, uint64(w))
	}
	return q, nil
}

// scanned is up to how many workers a thief looks at all deques. With more, the few words
// of package marks are quicker: BenchmarkLook.
const scanned = 8

type stealing struct {
	stream  bool
	turn    int
	deques  []deque.Deque
	filled  *marks.Set // deques that hold jobs, and some that no longer do; nil: few workers
	thieves []thief
	waiting atomic.Int64 // streams: jobs in all deques, at least
}

// A thief is a worker's state for stealing, on cache lines of its own.
type thief struct {
	rng    rand.PCG
	steals int64
	_      [apart - 24]byte
}

// Shares says that thieves may also take what Pop has handed out.
func (q *stealing) Shares() {}

func (q *stealing) Push(t pool.Ticket) int {
	w := q.turn
	if q.turn++; q.turn == len(q.deques) {
		q.turn = 0
	}
	q.waiting.Add(1)
	q.deques[w].Push(t.Index)
	if q.filled != nil {
		q.filled.Add(w)
	}
	return pool.AnyWorker
}

// Load gives each worker its run of neighbors, the first of them where it pops
// and the last where thieves steal.
func (q *stealing) Load(batch pool.Batch) {
	n, w := batch.Len(), len(q.deques)
	for i := range q.deques {
		lo, hi := i*n/w, (i+1)*n/w
		q.deques[i].Load(hi-1, -1, hi-lo)
		if q.filled != nil && lo < hi {
			q.filled.Add(i)
		}
	}
}

func (q *stealing) Pop(worker int, dst []int) int {
	if q.stream {
		return q.take(worker, dst)
	}
	own := &q.deques[worker]
	// Most of what is left stays within reach of thieves.
	k := max(1, min(len(dst), own.Len()/8))
	if n := own.PopN(dst[:k]); n > 0 {
		return n
	}
	return q.steal(worker, dst)
}

// take takes the oldest job of the worker's deque, or else of another's. Here the
// intake owns all deques, and workers only steal.
func (q *stealing) take(worker int, dst []int) int {
	if q.waiting.Load() == 0 {
		return 0
	}
	for {
		job, result := q.deques[worker].Steal()
		switch result {
		case deque.Success:
			q.waiting.Add(-1)
			dst[0] = job
			return 1
		case deque.Empty:
			n := q.steal(worker, dst)
			if n == 0 && q.filled != nil && q.waiting.Load() > 0 {
				// The mark of a job may have been removed, and be about to come back.
				n = q.scan(worker, dst)
			}
			q.waiting.Add(int64(-n))
			return n
		}
	}
}

// steal takes a job from another worker. It tries the victims in turn, starting with a random
// one.
//
// Note: the first victim is drawn from the others only. If it were drawn from all
// workers, skipping this one, the next neighbor would be robbed twice as often.
func (q *stealing) steal(worker int, dst []int) int {
	if q.filled == nil {
		return q.scan(worker, dst)
	}
	w := len(q.deques)
	self := &q.thieves[worker]
	for again := true; again; {
		again = false
		first := (worker + 1 + int(self.rng.Uint64()%uint64(w-1))) % w
		for _, part := range [2][2]int{{first, w}, {0, first}} {
			victim, ok := q.filled.Next(part[0])
			for ; ok && victim < part[1]; victim, ok = q.filled.Next(victim + 1) {
				if victim == worker {
					continue
				}
				switch q.rob(self, victim, dst) {
				case deque.Success:
					return 1
				case deque.Retry:
					again = true
				}
			}
		}
	}
	return 0
}

// rob takes the oldest job of a deque that is marked. If there is none, it removes the
// mark.
func (q *stealing) rob(self *thief, victim int, dst []int) deque.Result {
	job, result := q.deques[victim].Steal()
	switch result {
	case deque.Success:
		self.steals++
		dst[0] = job
	case deque.Empty:
		q.filled.Remove(victim)
		if q.deques[victim].Len() > 0 { // filled since then
			q.filled.Add(victim)
			return deque.Retry
		}
	}
	return result
}

// scan looks at all deques of the others, until it has a job or has seen every one of
// them empty in one round.
func (q *stealing) scan(worker int, dst []int) int {
	w := len(q.deques)
	if w == 1 {
		return 0
	}
	self := &q.thieves[worker]
	for again := true; again; {
		again = false
		first := int(self.rng.Uint64() % uint64(w-1))
		for i := range w - 1 {
			victim := (worker + 1 + (first+i)%(w-1)) % w
			job, result := q.deques[victim].Steal()
			if result == deque.Success {
				self.steals++
				dst[0] = job
				return 1
			}
			again = again || result == deque.Retry
		}
	}
	return 0
}

// Report returns the number of stolen jobs.
func (q *stealing) Report() []pool.Detail {
	steals := int64(0)
	for i := range q.thieves {
		steals += q.thieves[i].steals
	}
	return []pool.Detail{{Name: "steals", Value: float64(steals)}}
}
