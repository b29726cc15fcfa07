package strategies_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// stream returns the queue of a stream.
func stream(t *testing.T, d pool.Discipline, setup pool.Setup) pool.Queue {
	t.Helper()
	setup.Stream = true
	setup.Workers = max(1, setup.Workers)
	setup.Capacity = max(10_000, setup.Capacity)
	q, err := d.NewQueue(setup)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// popOne returns the next job for worker 0.
func popOne(t *testing.T, q pool.Queue) int {
	t.Helper()
	var dst [1]int
	if n := q.Pop(0, dst[:]); n != 1 {
		t.Fatalf("Pop returned %d, want 1", n)
	}
	return dst[0]
}

// TestWeightedShares: while all classes wait, starts are in proportion to the
// weights, to within one start at any time.
func TestWeightedShares(t *testing.T) {
	for _, c := range []struct {
		weights map[int]float64
		shares  map[int]float64 // of what is documented
	}{
		{map[int]float64{1: 3, 2: 1}, map[int]float64{1: 3, 2: 1}},
		{map[int]float64{1: 0.2, 7: 0.5, 9: 0.3}, map[int]float64{1: 0.2, 7: 0.5, 9: 0.3}},
		{nil, map[int]float64{0: 1, 1: 2, 5: 6}},              // 1 + the priority
		{map[int]float64{5: 2}, map[int]float64{-4: 1, 5: 2}}, // negative: 1
	} {
		q := stream(t, PriorityWeighted{Weights: c.weights}, pool.Setup{})
		var class []int
		total := 0.0
		for priority, w := range c.shares {
			total += w
			for range 1000 {
				q.Push(pool.Ticket{Index: len(class), Priority: priority})
				class = append(class, priority)
			}
		}
		starts := make(map[int]int)
		for n := 1; n <= 1000; n++ {
			starts[class[popOne(t, q)]]++
			for priority, w := range c.shares {
				due := float64(n) * w / total
				if diff := float64(starts[priority]) - due; math.Abs(diff) > float64(len(c.shares)) {
					t.Fatalf("weights %v: after %d starts priority %d has %d, want %.1f", c.shares, n, priority, starts[priority], due)
				}
			}
		}
	}
}

// TestWeightedStarvesNobody: a class of weight 1 beside one of 1000, however
// long that goes on, is served once in 1001 starts.
func TestWeightedStarvesNobody(t *testing.T) {
	q := stream(t, PriorityWeighted{Weights: map[int]float64{9: 1000, 0: 1}}, pool.Setup{})
	q.Push(pool.Ticket{Index: 0, Priority: 0})
	for n := 1; n <= 1001; n++ {
		q.Push(pool.Ticket{Index: n, Priority: 9})
		if popOne(t, q) == 0 {
			return
		}
	}
	t.Error("not served in 1001 starts")
}

// TestWeightedSavesNothing: a class that was away gets its share from then on,
// not what it missed.
func TestWeightedSavesNothing(t *testing.T) {
	q := stream(t, PriorityWeighted{Weights: map[int]float64{1: 1, 2: 1}}, pool.Setup{})
	q.Push(pool.Ticket{Index: 1, Priority: 1})
	popOne(t, q)
	for i := range 500 { // class 2 alone
		q.Push(pool.Ticket{Index: i, Priority: 2})
		popOne(t, q)
	}
	for i := range 100 {
		q.Push(pool.Ticket{Index: i, Priority: 1})
		q.Push(pool.Ticket{Index: 1000 + i, Priority: 2})
	}
	ones := 0
	for range 100 {
		if popOne(t, q) < 1000 {
			ones++
		}
	}
	if ones < 49 || ones > 51 {
		t.Errorf("the class that was away got %d of 100 starts, want half", ones)
	}
}

func TestWeightsRefused(t *testing.T) {
	for _, w := range []float64{0, -1, 1e-308, math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, err := PriorityWeighted{Weights: map[int]float64{7: w}}.NewQueue(pool.Setup{Workers: 1})
		if err == nil || !strings.Contains(err.Error(), "Weights[7] is ") {
			t.Errorf("weight %v: %v, want an error that names the entry", w, err)
		}
	}
}

// TestWeightedFarApart: a class of tiny weight, however much of it was served,
// does not blur the shares of the others.
func TestWeightedFarApart(t *testing.T) {
	for _, tiny := range []float64{1e-9, 1e-17, 1e-300} {
		q := stream(t, PriorityWeighted{Weights: map[int]float64{0: tiny, 1: tiny, 5: 1e6, 6: 3e6}}, pool.Setup{})
		for i := range 300 {
			q.Push(pool.Ticket{Index: i, Priority: i % 2})
		}
		for range 100 {
			popOne(t, q)
		}
		for i := range 800 {
			q.Push(pool.Ticket{Index: 1000 + i, Priority: 5})
			q.Push(pool.Ticket{Index: 2000 + i, Priority: 6})
		}
		starts := make(map[int]int)
		for range 400 {
			starts[popOne(t, q)/1000]++
		}
		if d := starts[1] - 100; d < -2 || d > 2 || starts[1]+starts[2] < 398 {
			t.Errorf("beside %v: weights 1e6 and 3e6 got %d and %d of 400 starts, want 100 and 300", tiny, starts[1], starts[2])
		}
	}
}

// TestWeightedForgets: priorities that never come again, such as times, leave
// nothing behind.
func TestWeightedForgets(t *testing.T) { testForgets(t, PriorityWeighted{}) }

func testForgets(t *testing.T, d pool.Discipline) {
	t.Helper()
	q := stream(t, d, pool.Setup{Workers: 1})
	once := func(priority int) {
		q.Push(pool.Ticket{Priority: priority})
		popOne(t, q)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	const n = 100_000
	for i := range n {
		once(i)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(q)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 1<<20 {
		t.Errorf("%s: %d priorities that came once keep %d bytes, want less than 1 MiB", d.Name(), n, grown)
	}
}

// TestWeightedExact: weights 3, 2 and 1 get 300, 200 and 100 of 600 starts, in
// a batch as in a stream, and none waits longer than its turn.
func TestWeightedExact(t *testing.T) {
	for _, streaming := range []bool{false, true} {
		q, err := PriorityWeighted{Weights: map[int]float64{math.MinInt: 1, 0: 2, math.MaxInt: 3}}.NewQueue(
			pool.Setup{Workers: 2, Capacity: 2000, Stream: streaming})
		if err != nil {
			t.Fatal(err)
		}
		priorities := []int{math.MinInt, 0, math.MaxInt}
		for i := range 1200 {
			q.Push(pool.Ticket{Index: i, Priority: priorities[i%3]})
		}
		starts, last := [3]int{}, [3]int{}
		for n := range 600 {
			class := popOne(t, q) % 3
			if turn := []int{6, 3, 2}[class]; n-last[class] > turn+2 {
				t.Errorf("streaming %v: weight %d waited %d starts for its turn, want %d", streaming, class+1, n-last[class], turn)
			}
			starts[class]++
			last[class] = n
		}
		if want := [3]int{100, 200, 300}; starts != want {
			t.Errorf("streaming %v: weights 1, 2, 3 got %v of 600 starts, want %v", streaming, starts, want)
		}
	}
}

// TestWeightedModel: classes that come and go, with weights far apart, get what
// they get from stride scheduling in exact fractions.
func TestWeightedModel(t *testing.T) {
	weights := []int64{1, 2, 3, 1 << 10, 1 << 30}
	asFloats := make(map[int]float64)
	for priority, w := range weights {
		asFloats[priority] = float64(w)
	}
	q := stream(t, PriorityWeighted{Weights: asFloats}, pool.Setup{})
	rng := rand.New(rand.NewPCG(5, 6))
	pass := make([]*big.Rat, len(weights))
	waiting := make([]int, len(weights))
	now := new(big.Rat)
	total := 0
	for step := range 20_000 {
		if total == 0 || total < 1000 && rng.IntN(2) == 0 {
			// Mostly one class for a while, so that others are idle for long.
			class := (step/500 + rng.IntN(2)*rng.IntN(len(weights))) % len(weights)
			q.Push(pool.Ticket{Index: class, Priority: class})
			if pass[class] == nil {
				pass[class] = new(big.Rat).Add(now, big.NewRat(1, weights[class]))
			}
			if waiting[class] == 0 && pass[class].Cmp(now) < 0 {
				pass[class].Set(now)
			}
			waiting[class]++
			total++
			continue
		}
		got, least := popOne(t, q), -1
		for class := range weights {
			if waiting[class] > 0 && (least < 0 || pass[class].Cmp(pass[least]) < 0) {
				least = class
			}
		}
		if waiting[got] == 0 {
			t.Fatalf("step %d: class %d came out, of which none waits", step, got)
		}
		// Rounding may decide what is nearly equal.
		ahead, _ := new(big.Rat).Sub(pass[got], pass[least]).Float64()
		if ahead > 1e-9 {
			t.Fatalf("step %d: class %d came out, due %v after class %d", step, got, ahead, least)
		}
		now.Set(pass[got])
		pass[got] = new(big.Rat).Add(now, big.NewRat(1, weights[got]))
		waiting[got]--
		total--
	}
}

// TestWeightedBatch: a batch, whose order is worked out before, goes in the order of jobs that
// were pushed one by one, also when some come back.
func TestWeightedBatch(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n := 1 + rng.IntN(60)
		jobs := make(prioritised, n)
		for i := range jobs {
			jobs[i] = rng.IntN(4)
		}
		queue := func() pool.Queue {
			q, err := PriorityWeighted{Weights: map[int]float64{3: 0.5, 2: 7}}.NewQueue(pool.Setup{Workers: 2, Capacity: n})
			if err != nil {
				t.Fatal(err)
			}
			return q
		}
		loaded, pushed := queue(), queue()
		loaded.(pool.Loader).Load(jobs)
		for i := range jobs {
			pushed.Push(jobs.Ticket(i))
		}
		var running []int
		for left, returns := n, rng.IntN(5); left > 0; {
			if returns > 0 && len(running) > 0 && rng.IntN(4) == 0 {
				j := jobs.Ticket(running[rng.IntN(len(running))])
				j.Attempt++
				loaded.(pool.Returner).Return(j)
				pushed.Push(j)
				returns--
				left++
				continue
			}
			got, want := popOne(t, loaded), popOne(t, pushed)
			if got != want {
				t.Fatalf("%d jobs left: job %d, want %d", left, got, want)
			}
			running = append(running, got)
			left--
		}
		var dst [1]int
		if n := loaded.Pop(0, dst[:]); n != 0 {
			t.Fatalf("Pop returned %d jobs after the last", n)
		}
	}
}
