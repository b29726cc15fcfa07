package workloads

import (
	"math/rand/v2"
	"slices"
	"time"
)

// An Order arranges service times in the order in which jobs are handed over.
type Order uint8

const (
	Random     Order = iota // as drawn: independent of size
	Ascending               // all long jobs last: the adversary of static splits
	Descending              // all long jobs first: the adversary of large first chunks
	Clustered               // 16 runs of jobs of like size, the runs in random order
)

// String returns the name of the order.
func (o Order) String() string {
	return nameOf(o, "order", "random", "ascending", "descending", "clustered")
}

const clusters = 16

func (o Order) arrange(r *rand.Rand, service []time.Duration) {
	if o == Random {
		return // independent draws are in random order already
	}
	slices.Sort(service)
	switch o {
	case Descending:
		slices.Reverse(service)
	case Clustered:
		sorted := slices.Clone(service)
		out := service[:0]
		for _, c := range r.Perm(clusters) {
			out = append(out, sorted[c*len(sorted)/clusters:(c+1)*len(sorted)/clusters]...)
		}
	}
}
