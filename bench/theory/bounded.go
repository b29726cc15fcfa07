package theory

import (
	"fmt"
	"math"
	"slices"
)

// BoundedSojourn returns the mean sojourn where a job is for the worker with the fewest
// jobs, if that has fewer than depth of them, and else waits before all workers: JBSQ. With
// a depth of 1 it is one queue for all. A depth that is hardly ever reached is joining the
// shortest queue: 20 is such a depth for four workers at a load of 0.8.
//
// It is computed from the Markov chain of how many jobs the workers have. When all have
// depth of them, the number of jobs that wait before all is geometric, with ratio ρ. The
// work grows with the number of states, (depth+c)!/(depth!·c!) for c workers.
//
// Source: the policy is of Kogias, Prekas, Ghosn, Fietz and Bugnion, R2P2, USENIX ATC 2019.
func BoundedSojourn(workers, depth int, load float64) float64 {
	mustServe("BoundedSojourn", workers, load)
	mustCount("BoundedSojourn", "depth", depth, 1)
	if load == 0 {
		return 1
	}
	c := loads(workers, depth)
	arrivals := load * float64(workers)
	p := c.stationary(arrivals)
	total, jobs := 0.0, 0.0
	for i, state := range c.states {
		n := 0
		for _, k := range state {
			n += k
		}
		total += p[i]
		jobs += p[i] * float64(n)
	}
	// Σ ρ^k and Σ ρ^k·(full + k), k = 1, 2, …
	full := float64(workers * depth)
	beyond := p[c.full] * load / (1 - load)
	total += beyond
	jobs += beyond * (full + 1/(1-load))
	return jobs / total / arrivals // Little's law
}

// A chain has the states in which workers can be, apart from what waits before them all.
type chain struct {
	states [][]int // jobs of each worker, the fewest first
	full   int     // where all have as many as they may
	up     []int   // by state: where an arrival leads
	down   [][]int // by state and worker: where the end of a job leads, or -1
}

func loads(workers, depth int) chain {
	var c chain
	at := make(map[string]int)
	var add func(state []int)
	add = func(state []int) {
		if len(state) == workers {
			at[fmt.Sprint(state)] = len(c.states)
			c.states = append(c.states, slices.Clone(state))
			return
		}
		least := 0
		if len(state) > 0 {
			least = state[len(state)-1]
		}
		for k := least; k <= depth; k++ {
			add(append(state, k))
		}
	}
	add(nil)
	move := func(state []int, worker, by int) int {
		next := slices.Clone(state)
		next[worker] += by
		slices.Sort(next)
		return at[fmt.Sprint(next)]
	}
	c.full = len(c.states) - 1
	for i, state := range c.states {
		up := i // at the full state it waits before all, and leads back here
		if state[0] < depth {
			up = move(state, 0, 1)
		}
		c.up = append(c.up, up)
		var down []int
		for w, k := range state {
			if k == 0 {
				down = append(down, -1)
				continue
			}
			down = append(down, move(state, w, -1))
		}
		c.down = append(c.down, down)
	}
	return c
}

// stationary returns the probabilities of the states, apart from a factor, by Gauss and
// Seidel.
func (c chain) stationary(arrivals float64) []float64 {
	type flow struct {
		from int
		rate float64
	}
	in := make([][]flow, len(c.states))
	out := make([]float64, len(c.states))
	add := func(from, to int, rate float64) {
		if from != to {
			in[to] = append(in[to], flow{from, rate})
			out[from] += rate
		}
	}
	for i := range c.states {
		add(i, c.up[i], arrivals)
		for _, to := range c.down[i] {
			if to >= 0 {
				add(i, to, 1)
			}
		}
	}
	p := slices.Repeat([]float64{1 / float64(len(c.states))}, len(c.states))
	for change := 1.0; change > 1e-12; {
		change = 0
		total := 0.0
		for i := range p {
			sum := 0.0
			for _, f := range in[i] {
				sum += p[f.from] * f.rate
			}
			was := p[i]
			p[i] = sum / out[i]
			change = math.Max(change, math.Abs(p[i]-was))
			total += p[i]
		}
		for i := range p {
			p[i] /= total
		}
	}
	return p
}
