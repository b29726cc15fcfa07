package oracle

import (
	"slices"
	"testing"
	"time"
)

// ms makes times of whole milliseconds.
func ms(n ...int) []time.Duration {
	out := make([]time.Duration, len(n))
	for i, x := range n {
		out[i] = time.Duration(x) * time.Millisecond
	}
	return out
}

// TestByHand holds each rule to starts that were worked out on paper: one worker, and a
// first job until 10 during which the others come.
func TestByHand(t *testing.T) {
	trace := Trace{Workers: 1, Jobs: []Job{
		{Arrival: 0, Service: 10, Deadline: 99, Tie: 0},
		{Arrival: 1, Service: 6, Deadline: 40, Priority: 1, Key: "a", Tie: 1, Release: 50},
		{Arrival: 2, Service: 3, Deadline: 60, Priority: 1, Key: "a", Tie: 2, Release: 2},
		{Arrival: 3, Service: 4, Deadline: 30, Priority: 3, Key: "b", Tie: 3, Release: 3},
	}}
	for i := range trace.Jobs {
		j := &trace.Jobs[i]
		for _, d := range []*time.Duration{&j.Arrival, &j.Service, &j.Deadline, &j.Release} {
			*d *= time.Millisecond
		}
	}
	two, three := trace, trace
	two.Workers, three.Workers = 2, 3
	for name, tt := range map[string]struct {
		trace Trace
		times func(Trace) []time.Duration
		want  []time.Duration
	}{
		"one queue":              {trace, KieferWolfowitz, ms(0, 10, 16, 19)},
		"one queue, two workers": {two, KieferWolfowitz, ms(0, 1, 7, 10)},
		"in turn, two workers":   {two, Assigned(InTurn), ms(0, 1, 10, 7)},
		"neighbors, two workers": {two, Assigned(Contiguous), ms(0, 10, 2, 5)},
		"released":               {trace, Released, ms(0, 50, 10, 13)},
		"tokens":                 {two, TokenBucket(20*time.Millisecond, 2), ms(0, 1, 20, 40)},
		"oldest":                 {trace, Ordered(Oldest), ms(0, 10, 16, 19)},
		"newest":                 {trace, Ordered(Newest), ms(0, 17, 14, 10)},
		"most urgent":            {trace, Ordered(MoreUrgent), ms(0, 14, 20, 10)},
		"shortest":               {trace, Ordered(Shorter), ms(0, 17, 10, 13)},
		"longest":                {trace, Ordered(Longer), ms(0, 10, 20, 16)},
		"earliest deadline":      {trace, Ordered(Sooner), ms(0, 14, 20, 10)},
		"aged":                   {trace, Ordered(Aged), ms(0, 14, 20, 10)},
		"one of a key":           {three, Keyed(1), ms(0, 1, 7, 3)},
		// The first runs until 4, then the others in turns of 4: 1 to 8, 2 to 11, 3 to 15, the
		// first to 19, 1 to 21, the first to 23.
		"slices, in turns":           {trace, Sliced(4*time.Millisecond, Oldest), ms(23, 21, 11, 15)},
		"slices, the least served":   {trace, Sliced(4*time.Millisecond, LessServed), ms(23, 21, 11, 15)},
		"slices, shortest remaining": {trace, Sliced(4*time.Millisecond, Shorter), ms(23, 17, 7, 11)},
		"fewest, two workers":        {two, Placed(Fewest), ms(0, 1, 10, 7)},
		"fewest at once":             {two.AtOnce(), Placed(Fewest), ms(0, 0, 10, 6)},
		"idle longest, two workers":  {Trace{Workers: 2, Jobs: two.Jobs[:2]}, Placed(IdleLongest), ms(0, 1)},
		"two together, or after 1":   {trace, Lingering(2, time.Millisecond), ms(1, 11, 17, 20)},
		"three together":             {two, Lingering(3, 4*time.Millisecond), ms(2, 12, 18, 7)},
		"half of three workers":      {three, Halved, ms(0, 10, 16, 19)},
		"replaced":                   {trace, Replaced, []time.Duration{0, -1, 10 * time.Millisecond, 13 * time.Millisecond}},
		"answered":                   {trace, Answered, ms(10, 13, 13, 17)},
		"at most one at each":        {two, Bounded(1), ms(0, 1, 7, 10)},
		"at most two at each":        {two, Bounded(2), ms(0, 1, 10, 7)},
	} {
		if got := tt.times(tt.trace); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// TestSame: rules that mean the same, written down in different ways.
func TestSame(t *testing.T) {
	for seed := range uint64(100) {
		trace := Random(seed, 150)
		want := KieferWolfowitz(trace)
		for name, times := range map[string]func(Trace) []time.Duration{
			"the oldest of those that wait": Ordered(Oldest),
			"as many of a key as there are": Keyed(len(trace.Jobs)),
			"at most one at each worker":    Bounded(1),
			"tokens without end":            TokenBucket(1, len(trace.Jobs)),
			"slices that never end": func(t Trace) []time.Duration {
				ends := Sliced(time.Hour, Oldest)(t)
				for i := range ends {
					ends[i] -= t.Jobs[i].Service
				}
				return ends
			},
		} {
			if got := times(trace); !slices.Equal(got, want) {
				t.Fatalf("seed %d, %s: not as Kiefer and Wolfowitz", seed, name)
			}
		}
		one := trace
		one.Workers = 1
		if got := Placed(FewerOfTwo)(one); !slices.Equal(got, KieferWolfowitz(one)) {
			t.Fatalf("seed %d: two choices of one worker: not as Lindley", seed)
		}
		turn := -1
		turns := Placed(func(w *Workers) int { turn = (turn + 1) % len(w.has); return turn })
		if got := turns(trace); !slices.Equal(got, Assigned(InTurn)(trace)) {
			t.Fatalf("seed %d: placed in turn: not as dealt beforehand", seed)
		}
	}
}

// TestRandom: traces are of both kinds, crowded and idle, with and without equal instants.
func TestRandom(t *testing.T) {
	waits, ties := 0, 0
	const traces = 200
	for seed := range uint64(traces) {
		trace := Random(seed, 100)
		for i, start := range KieferWolfowitz(trace) {
			if start > trace.Jobs[i].Arrival {
				waits++
				break
			}
		}
		for i := range trace.Jobs[1:] {
			if trace.Jobs[i+1].Arrival < trace.Jobs[i].Arrival {
				t.Fatalf("seed %d: job %d arrives before job %d", seed, i+1, i)
			}
		}
		if trace.Jobs[1].Service%10 == 0 && trace.Jobs[2].Service%10 == 0 {
			ties++
		}
	}
	if waits < traces/2 || ties == 0 {
		t.Errorf("of %d traces jobs wait in %d, and %d are coarse", traces, waits, ties)
	}
}
