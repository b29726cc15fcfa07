package theory

import (
	"fmt"
	"math"
)

// ReplacedShare returns what share of exponential jobs is replaced while it waits, where at
// most one job waits and a new one takes its place. The load may be any number of at least 0.
//
// There are as many jobs as where a new job is turned away that finds one waiting, so the share
// is that of the time in which one waits: with c workers and a = c·ρ,
//
//	p = ρ·aᶜ/c! / (Σ_{k=0..c} aᵏ/k! + ρ·aᶜ/c!).
//
// Source: Erlang 1917, for the queue with one place, M/M/c/c+1.
func ReplacedShare(workers int, load float64) float64 {
	mustCount("ReplacedShare", "workers", workers, 1)
	if !(load >= 0) || math.IsInf(load, 0) {
		panic(fmt.Sprintf("theory: ReplacedShare: load %v, want at least 0", load))
	}
	a, p, total := load*float64(workers), 1.0, 1.0
	for k := 1; k <= workers; k++ {
		p *= a / float64(k)
		total += p
	}
	return load * p / (total + load*p)
}
