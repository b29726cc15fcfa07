package virtual_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// wild is a discipline that does whatever the contract allows, as drawn from a seed, and
// records how it is called.
type wild struct {
	traits
	seed uint64
	log  *strings.Builder
}

// traits say what a wild queue can do.
type traits struct {
	newest, random         bool // which job is next
	named, prefers         bool // jobs are for one worker alone, or better for one
	several                int  // most jobs handed out at once
	shares, limits, loads  bool
	holds, depends         bool // jobs are held back for a time, or until an earlier one has ended
	drops, misses, observe bool
	idles                  bool
	copies                 bool // jobs have second copies
	follows                bool // instead of being dropped, jobs share results
}

func draw(r *rand.Rand) traits {
	is := func(n int) bool { return r.IntN(n) == 0 }
	t := traits{
		newest: is(3), random: is(3), named: is(3), prefers: is(3), several: 1 + r.IntN(8)*r.IntN(2),
		shares: is(2), limits: is(4), loads: is(2), holds: is(4), depends: is(6),
		drops: is(5), misses: is(5), observe: is(2), idles: is(3),
	}
	t.named = t.named && !t.limits // a worker beyond the limit would lose its jobs
	return t
}

func (wild) Name() string { return "wild" }

func (d wild) NewQueue(setup pool.Setup) (pool.Queue, error) {
	q := &wildQueue{wild: d, setup: setup, rng: rand.New(rand.NewPCG(d.seed, 2)), limit: setup.Workers, own: make([][]pool.Ticket, setup.Workers), done: make(map[uint64]bool)}
	var out pool.Queue = q
	if d.limits {
		out = &struct {
			pool.Wrapper
			limiting
		}{wrap{out}, limiting{q}}
	}
	if d.shares {
		out = &struct {
			pool.Wrapper
			sharing
		}{wrap{out}, sharing{}}
	}
	if d.holds || d.depends {
		out = &struct {
			pool.Wrapper
			holding
		}{wrap{out}, holding{q}}
	}
	if d.misses {
		out = &struct {
			pool.Wrapper
			missing
		}{wrap{out}, missing{}}
	}
	if d.copies {
		out = &struct {
			pool.Wrapper
			copying
		}{wrap{out}, copying{q}}
	}
	if d.observe || d.depends || d.copies {
		out = &struct {
			pool.Wrapper
			observing
		}{wrap{out}, observing{q}}
	}
	if d.idles {
		out = &struct {
			pool.Wrapper
			idling
		}{wrap{out}, idling{q}}
	}
	if d.loads && !setup.Stream {
		out = &struct {
			pool.Wrapper
			loading
		}{wrap{out}, loading{q}}
	}
	return out, nil
}

type wrap struct{ pool.Queue }

func (w wrap) Unwrap() pool.Queue { return w.Queue }

type (
	limiting  struct{ *wildQueue }
	sharing   struct{}
	holding   struct{ *wildQueue }
	missing   struct{}
	observing struct{ *wildQueue }
	idling    struct{ *wildQueue }
	loading   struct{ *wildQueue }
	copying   struct{ *wildQueue }
)

func (sharing) Shares()      {}
func (missing) Relaxed() int { return 2 }

type wildQueue struct {
	wild
	setup pool.Setup

	mu     sync.Mutex
	rng    *rand.Rand
	jobs   []pool.Ticket   // for anybody
	own    [][]pool.Ticket // for one worker
	held   []heldBack
	done   map[uint64]bool
	limit  int
	misses int
	runs   []uint64 // jobs handed out, without a second copy and not done, by Seq
}

type heldBack struct {
	pool.Ticket
	until time.Duration
	after uint64 // the job that has to end first, plus one; 0: none
	to    int
}

var errTooMany = errors.New("too many wait")

func (q *wildQueue) logf(format string, args ...any) {
	fmt.Fprintf(q.log, "%d ", q.setup.Now())
	fmt.Fprintf(q.log, format, args...)
	q.log.WriteByte('\n')
}

func (q *wildQueue) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.logf("push %+v", t)
	return q.place(t)
}

func (q *wildQueue) place(t pool.Ticket) int {
	if q.drops && len(q.jobs) > 3 && q.rng.IntN(2) == 0 {
		if q.follows {
			if q.rng.IntN(2) == 0 {
				q.logf("%d shares with %d", t.Seq, q.jobs[0].Seq)
				q.setup.Share(t.Index, q.jobs[0].Index)
				return pool.AnyWorker
			}
			q.logf("%d shares with %d", q.jobs[0].Seq, t.Seq)
			q.setup.Share(q.jobs[0].Index, t.Index)
			q.jobs[0] = t
			return pool.AnyWorker
		}
		drop := t.Index
		if q.rng.IntN(2) == 0 { // an older one
			drop = q.jobs[0].Index
			q.jobs[0] = t
		}
		q.setup.Drop(drop, errTooMany)
		return pool.AnyWorker
	}
	to := pool.AnyWorker
	if q.named && q.rng.IntN(3) > 0 {
		to = q.rng.IntN(q.setup.Workers)
	}
	h := heldBack{Ticket: t, to: to}
	if q.holds && q.rng.IntN(3) == 0 {
		h.until = q.setup.Now() + time.Duration(q.rng.IntN(100_000))
	}
	if q.depends && t.Seq > 0 && q.rng.IntN(3) == 0 {
		h.after = t.Seq/2 + 1
	}
	if !q.ready(h) {
		q.held = append(q.held, h)
		return to
	}
	return q.release(h)
}

func (q *wildQueue) ready(h heldBack) bool {
	return h.until <= q.setup.Now() && (h.after == 0 || q.done[h.after-1])
}

func (q *wildQueue) release(h heldBack) int {
	if h.to >= 0 {
		q.own[h.to] = append(q.own[h.to], h.Ticket)
		return h.to
	}
	q.jobs = append(q.jobs, h.Ticket)
	if q.prefers && q.rng.IntN(2) == 0 {
		return pool.Prefer(q.rng.IntN(q.setup.Workers))
	}
	return pool.AnyWorker
}

func (q *wildQueue) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := q.take(worker, dst)
	q.logf("pop by %d of %d: %v", worker, len(dst), dst[:n])
	return n
}

func (q *wildQueue) take(worker int, dst []int) (n int) {
	if q.limits && q.rng.IntN(4) == 0 {
		q.limit = 1 + q.rng.IntN(q.setup.Workers)
	}
	if q.limits && worker >= q.limit {
		return 0
	}
	if q.wild.misses && q.misses < 2 && q.rng.IntN(3) == 0 {
		q.misses++
		return 0
	}
	q.misses = 0
	still := q.held[:0]
	for _, h := range q.held {
		if q.ready(h) {
			q.release(h)
		} else {
			still = append(still, h)
		}
	}
	q.held = still
	for n < min(len(dst), q.several) {
		from := &q.own[worker]
		if len(*from) == 0 {
			from = &q.jobs
		}
		left := len(*from)
		if left == 0 {
			break
		}
		i := 0
		switch {
		case q.random:
			i = q.rng.IntN(left)
		case q.newest:
			i = left - 1
		}
		dst[n] = (*from)[i].Index
		if q.copies {
			q.runs = append(q.runs, (*from)[i].Seq)
		}
		n++
		*from = append((*from)[:i], (*from)[i+1:]...)
	}
	return n
}

func (q copying) Copy(worker int) (seq uint64, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.runs) > 0 && q.rng.IntN(2) == 0 {
		i := q.rng.IntN(len(q.runs))
		seq, ok = q.runs[i], true
		q.runs = append(q.runs[:i], q.runs[i+1:]...)
	}
	if ok {
		q.logf("copy for %d: %d", worker, seq)
	}
	return seq, ok
}

func (q limiting) Limit() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.limit
}

func (q holding) Next() (at time.Duration, worker int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, h := range q.held {
		if q.ready(h) {
			q.logf("next: now, for %d", h.to)
			return q.setup.Now(), h.to, true
		}
		if (h.after == 0 || q.done[h.after-1]) && (!ok || h.until < at) {
			at, worker, ok = h.until, h.to, true
		}
	}
	q.logf("next: %d, for %d, %v", at, worker, ok)
	return at, worker, ok
}

func (q observing) Done(worker int, t pool.Ticket, o pool.Outcome) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.logf("done by %d: %+v %+v", worker, t, o)
	q.done[t.Seq] = true
	q.runs = slices.DeleteFunc(q.runs, func(seq uint64) bool { return seq == t.Seq })
}

func (q idling) Idle(worker int, idle bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.logf("idle %d: %v", worker, idle)
}

func (q loading) Load(b pool.Batch) {
	for i := range b.Len() {
		q.logf("load %+v", b.Ticket(i))
		q.place(b.Ticket(i))
	}
}

// wildCase is a simulation drawn from a seed.
func wildCase(seed uint64) (s virtual.Simulation, d wild) {
	r := rand.New(rand.NewPCG(seed, 1))
	d = wild{traits: draw(r), seed: seed}
	copies := rand.New(rand.NewPCG(seed, 3)) // of its own: what is drawn from r stays as it was
	d.copies = copies.IntN(4) == 0
	d.follows = copies.IntN(2) == 0
	n := 1 + r.IntN(60)
	jobs := make([]pool.Job[workloads.Task], n)
	length := []int{3_000, 30_000, 300_000}[r.IntN(3)] // claims of several jobs, and of one
	grain := 1 + r.IntN(2)*r.IntN(3_000)               // jobs that end at one instant
	for i := range jobs {
		service := time.Duration((1 + r.IntN(length)/grain) * grain)
		cpu := service
		if r.IntN(3) == 0 {
			cpu = time.Duration(r.Int64N(int64(service) + 1))
		}
		jobs[i] = pool.Job[workloads.Task]{Priority: r.IntN(3), Data: workloads.Task{Service: service, CPU: cpu, Seed: uint32(i * 7919 % 65_521)}}
		if d.copies && copies.IntN(4) > 0 {
			jobs[i].Data.Second = time.Duration((1 + copies.IntN(length)/grain) * grain)
		}
		if r.IntN(8) == 0 {
			jobs[i].NotBefore = time.Time{}.Add(time.Duration(1 + r.IntN(length)))
		}
	}
	s = virtual.Simulation{Workers: 1 + r.IntN(9), Seed: seed, Jobs: n, Job: func(i int) *pool.Job[workloads.Task] { return &jobs[i] }}
	if seed%2 == 0 {
		s.Work = func(i int) (time.Duration, uint32) { return jobs[i].Data.Service, jobs[i].Data.Seed }
	}
	switch r.IntN(3) {
	case 0:
		s.Cores = 1 + r.IntN(4)
	case 1:
		s.Slice = time.Duration((1 + (length/8+r.IntN(length))/grain) * grain)
	}
	d.copies = d.copies && s.Slice == 0 // no slices are copied
	if r.IntN(3) > 0 {
		s.Arrivals = make([]time.Duration, n)
		at := time.Duration(0)
		for i := range s.Arrivals {
			at += time.Duration(r.IntN(2) * (r.IntN(2*length/s.Workers) / grain * grain))
			s.Arrivals[i] = at
		}
	}
	return s, d
}

// sameWild compares one case, calls of the queue and all. It reports whether jobs were copied.
func sameWild(t *testing.T, seed uint64) (ambiguous, copied, shared bool) {
	t.Helper()
	s, d := wildCase(seed)
	var logs []*strings.Builder
	ambiguous = same(t, s, func() pool.Discipline {
		d.log = new(strings.Builder)
		logs = append(logs, d.log)
		return d
	})
	if ambiguous {
		return true, false, false
	}
	copied, shared = strings.Contains(logs[0].String(), "copy for"), strings.Contains(logs[0].String(), "shares with")
	if logs[0].String() == logs[1].String() {
		return false, copied, shared
	}
	got, want := strings.Split(logs[0].String(), "\n"), strings.Split(logs[1].String(), "\n")
	for i := range got {
		if i == len(want) || got[i] != want[i] {
			t.Errorf("seed %d, %+v: call %d by events: %s, by goroutines: %s", seed, d.traits, i, got[i], append(want, "none")[min(i, len(want))])
			break
		}
	}
	return false, copied, shared
}

// TestExactRandom has disciplines that do whatever the contract allows, at random: 1,000
// of them, or 20,000 with -long.
func TestExactRandom(t *testing.T) {
	cases, ambiguous, copied, shared := 1000, 0, 0, 0
	switch {
	case *long:
		cases = 20_000
	case raceDetector:
		cases = 150
	}
	for seed := range uint64(cases) {
		skipped, copies, shares := sameWild(t, seed)
		if skipped {
			ambiguous++
		}
		if copies {
			copied++
		}
		if shares {
			shared++
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Logf("%d cases, of which %d were not compared, %d had copies, and in %d jobs shared a result", cases, ambiguous, copied, shared)
	if ambiguous > cases/4 || copied < cases/20 || shared < cases/50 {
		t.Errorf("%d of %d cases are ambiguous, %d have copies, and in %d jobs share a result, want few, and many", ambiguous, cases, copied, shared)
	}
}

func FuzzExact(f *testing.F) {
	f.Add(uint64(1))
	f.Add(uint64(2583)) // a worker that may take no job looks again, and may: it gets one that came back
	f.Fuzz(func(t *testing.T, seed uint64) { sameWild(t, seed) })
}
