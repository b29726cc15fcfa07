package workloads

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"strconv"
)

// maxKeys keeps the table of a Zipf distribution small.
const maxKeys = 1 << 20

// assignKeys draws the key of each of n jobs; nil: there are none.
func (w Workload) assignKeys(n int, r *rand.Rand) []string {
	if w.Keys == 0 {
		return nil
	}
	draw := func() int { return r.IntN(w.Keys) }
	if w.KeySkew > 0 {
		upTo := zipf(w.Keys, w.KeySkew)
		draw = func() int {
			u := r.Float64() * upTo[len(upTo)-1]
			return min(sort.SearchFloat64s(upTo, u), w.Keys-1)
		}
	}
	out := make([]string, n)
	names := make(map[int]string)
	for i := range out {
		if i > 0 && w.KeyRun > 1 && r.IntN(w.KeyRun) > 0 {
			out[i] = out[i-1] // the run goes on: geometric, KeyRun jobs on average
			continue
		}
		k := draw()
		name, ok := names[k]
		if !ok {
			name = "key-" + strconv.Itoa(k)
			names[k] = name
		}
		out[i] = name
	}
	return out
}

// zipf returns the sums of the weights of the first keys, the k-th of which has weight
// k^−skew.
func zipf(keys int, skew float64) []float64 {
	upTo := make([]float64, keys)
	sum := 0.0
	for k := range upTo {
		sum += math.Pow(float64(k+1), -skew)
		upTo[k] = sum
	}
	return upTo
}

func (w Workload) validateKeys() error {
	switch {
	case w.Keys < 0 || w.Keys > maxKeys && w.KeySkew > 0:
		return fmt.Errorf("Workload.Keys is %d, want 0 or more, and at most %d with a KeySkew", w.Keys, maxKeys)
	case !(w.KeySkew >= 0 && w.KeySkew <= maxSkew):
		return fmt.Errorf("Workload.KeySkew is %v, want 0 to %d", w.KeySkew, maxSkew)
	case w.KeyRun < 0:
		return fmt.Errorf("Workload.KeyRun is %d, want 0 or more", w.KeyRun)
	}
	return nil
}

// maxSkew is where nearly all jobs have the first key.
const maxSkew = 20
