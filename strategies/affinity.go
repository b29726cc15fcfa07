package strategies

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"sync"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// Affinity keeps the jobs of a Key on one worker, as far as that has room: consistent
// hashing assigns each key to a home, and a worker with more than Factor times its share of
// the jobs passes new ones on to the next. An idle worker takes the oldest job of the
// worker with the most jobs, so that none idles while a job waits. Jobs without a key go to
// the first free worker.
//
// Use it if the first job of a key on a worker takes longer than those that follow: its
// data has to be loaded into the cache, or a connection has to be opened. The busier the
// workers, the more jobs run at home. If a worker remembers nothing of a key it gains
// nothing and gives up the order: a job may wait while younger ones start elsewhere.
//
// It takes a lock, a hash and a binary search.
//
// Cost: 440 ns a job in a batch, 494 in a stream (BenchmarkCost, n = 10).
//
// Source: Karger et al., Consistent hashing and random trees, STOC 1997; Mirrokni,
// Thorup and Zadimoghaddam, Consistent hashing with bounded loads, SODA 2018.
type Affinity struct {
	Factor float64 // a worker's bound as a multiple of its share, 1 or more; 0 means 1.25
}

// Name returns "affinity".
func (Affinity) Name() string { return "affinity" }

const defaultFactor = 1.25

// NewQueue refuses a Factor under 1.
func (a Affinity) NewQueue(setup pool.Setup) (pool.Queue, error) {
	if a.Factor == 0 {
		a.Factor = defaultFactor
	}
	if !(a.Factor >= 1) || math.IsInf(a.Factor, 0) {
		return nil, fmt.Errorf("Affinity.Factor is %v, want 1 or more", a.Factor)
	}
	return &affine{factor: a.Factor, points: points(setup.Workers), at: make([]homed, setup.Workers), longest: queues.NewTournament(setup.Workers)}, nil
}

type affine struct {
	factor float64
	points []point

	mu      sync.Mutex // guards the following
	at      []homed
	common  queues.Ring[keyed] // jobs without a key
	longest *queues.Tournament // by jobs that wait, most first
	came    uint64             // jobs
	held    int                // jobs with a key, waiting and running
	home    int                // of those that were handed out
	away    int
}

type homed struct {
	jobs    queues.Ring[keyed]
	running int // 1 while the worker has one with a key
}

type keyed struct {
	index int
	came  uint64 // how many came before
	home  int    // home of its key; −1: it has no key
}

func (q *affine) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.came++
	if t.Key == "" {
		q.common.Push(keyed{t.Index, q.came, -1})
		return pool.AnyWorker
	}
	q.held++
	room := math.Ceil(q.factor * float64(q.held) / float64(len(q.at))) // may exceed any int
	first := q.find(t.Key)
	home := q.points[first].worker
	for i := first; ; i = (i + 1) % len(q.points) { // not all can be full
		w := q.points[i].worker
		if float64(q.at[w].jobs.Len()+q.at[w].running) < room {
			q.at[w].jobs.Push(keyed{t.Index, q.came, home})
			q.rank(w)
			return pool.Prefer(w)
		}
	}
}

func (q *affine) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	own := &q.at[worker]
	q.held -= own.running
	own.running = 0
	from := worker
	mine, some := own.jobs.First()
	theirs, others := q.common.First()
	if others && (!some || theirs.came < mine.came) {
		q.common.Pop()
		dst[0] = theirs.index
		return 1
	}
	if !some {
		from = q.longest.Least()
	}
	job, ok := q.at[from].jobs.Pop()
	if !ok {
		return 0
	}
	q.rank(from)
	own.running = 1
	if job.home == worker {
		q.home++
	} else {
		q.away++
	}
	dst[0] = job.index
	return 1
}

func (q *affine) rank(worker int) {
	q.longest.Set(worker, queues.Rank{Key: -int64(q.at[worker].jobs.Len())})
}

// Report returns the share of the jobs with a key that ran at home.
func (q *affine) Report() []pool.Detail {
	if q.home+q.away == 0 {
		return nil
	}
	return []pool.Detail{{Name: "at-home", Value: float64(q.home) / float64(q.home+q.away), Note: "share of the jobs with a key that ran on its home worker"}}
}

// A point is a position of a worker on the hash circle.
type point struct {
	hash   uint64
	worker int
}

// pointsPerWorker make the shares of workers differ by about an eighth.
const pointsPerWorker = 64

// points returns the points of all workers, in order.
func points(workers int) []point {
	each := max(1, min(pointsPerWorker, 1<<20/workers))
	out := make([]point, 0, each*workers)
	for w := range workers {
		for i := range each {
			out = append(out, point{mix(uint64(w)<<32 | uint64(i)), w})
		}
	}
	slices.SortFunc(out, func(a, b point) int {
		if a.hash < b.hash {
			return -1
		}
		return 1
	})
	return out
}

// find returns the first point at or after the hash of the key.
func (q *affine) find(key string) int {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * 1099511628211
	}
	h = mix(h)
	return sort.Search(len(q.points), func(i int) bool { return q.points[i].hash >= h }) % len(q.points)
}

// mix spreads numbers, each to another one (SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
