package oracle

import (
	"math/rand/v2"
	"time"
)

// A Trace is a stream of jobs, in order of arrival, or a batch.
type Trace struct {
	Workers int
	Seed    uint64 // of the strategy's random choices
	Batch   bool   // all jobs are there before a worker looks for one
	Jobs    []Job
}

// A Job is one job of a trace. Times count from the start of the run.
type Job struct {
	Arrival  time.Duration
	Service  time.Duration
	Deadline time.Duration
	Release  time.Duration // when it may start, if that is not its arrival
	Priority int
	Key      string
	Tie      uint32 // orders jobs that end at the same instant; all are distinct
}

// Services are at least so long: a worker then claims one job at a time.
const shortest = 10 * time.Microsecond

// Random returns a trace of n jobs, drawn from a seed: some traces are crowded and some are
// nearly idle, and in some many jobs arrive and end at the same instants.
func Random(seed uint64, n int) Trace {
	r := rand.New(rand.NewPCG(seed, 0x6f7261636c65))
	t := Trace{Workers: 1 + r.IntN(12), Seed: seed, Jobs: make([]Job, n)}
	grain := 1 + r.IntN(2)*r.IntN(10_000)
	load := 0.2 + r.Float64()
	whole := func(x float64) time.Duration { return time.Duration(int(x) / grain * grain) }
	at := time.Duration(0)
	for i := range t.Jobs {
		t.Jobs[i] = Job{
			Arrival:  at,
			Service:  shortest + whole(r.ExpFloat64()*20_000),
			Deadline: at + whole(r.ExpFloat64()*100_000),
			Release:  at + whole(float64(r.IntN(2))*r.ExpFloat64()*100_000),
			Priority: r.IntN(4),
			Key:      string(rune('a' + r.IntN(5))),
			Tie:      uint32(i * 7919 % 65_521),
		}
		at += whole(float64(r.IntN(2)) * r.ExpFloat64() * 60_000 / load / float64(t.Workers))
	}
	return t
}

// AtOnce returns the trace as a batch.
func (t Trace) AtOnce() Trace {
	jobs := make([]Job, len(t.Jobs))
	for i, j := range t.Jobs {
		j.Arrival = 0
		jobs[i] = j
	}
	t.Batch, t.Jobs = true, jobs
	return t
}
