package theory

import (
	"fmt"
	"math"
)

// mustServe panics unless so many workers can bear the load.
func mustServe(function string, workers int, load float64) {
	mustCount(function, "workers", workers, 1)
	if !(load >= 0 && load < 1) { // not NaN either
		panic(fmt.Sprintf("theory: %s: load %v, want one in [0, 1)", function, load))
	}
}

func mustCount(function, what string, is, least int) {
	if is < least {
		panic(fmt.Sprintf("theory: %s: %d %s, want at least %d", function, is, what, least))
	}
}

func mustProbability(function string, q float64) {
	if !(q >= 0 && q < 1) {
		panic(fmt.Sprintf("theory: %s: quantile %v, want one in [0, 1)", function, q))
	}
}

func mustSCV(function string, scv float64) {
	if !(scv >= 0) {
		panic(fmt.Sprintf("theory: %s: SCV %v, want at least 0", function, scv))
	}
}

// mustShare panics unless the shares are parts of one whole. They may miss it by
// rounding errors.
func mustShare(function string, shares []float64) {
	sum := 0.0
	for _, s := range shares {
		if !(s >= 0) {
			panic(fmt.Sprintf("theory: %s: share %v, want at least 0", function, s))
		}
		sum += s
	}
	if !(math.Abs(sum-1) < 1e-9) {
		panic(fmt.Sprintf("theory: %s: shares %v add up to %v, want 1", function, shares, sum))
	}
}

// mustServices panics unless these are service times.
func mustServices(function string, services []float64) {
	for i, p := range services {
		if !(p >= 0) || math.IsInf(p, 1) {
			panic(fmt.Sprintf("theory: %s: job %d takes %v, want a finite time of at least 0", function, i, p))
		}
	}
}
