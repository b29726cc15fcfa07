package workloads

import (
	"math"
	"time"
)

// Slices returns how many slices the job is done in, one at least.
func (t Task) Slices() int {
	if t.Slice <= 0 || t.Service <= t.Slice {
		return 1
	}
	return int((t.Service-1)/t.Slice) + 1
}

// Part returns what slice number k of the job does, from 0. All slices together do what the
// job does, the computing first.
func (t Task) Part(k int) Task {
	from := time.Duration(k) * t.Slice
	to := t.Service
	if k+1 < t.Slices() {
		to = from + t.Slice
	}
	part := t
	part.Service, part.CPU = to-from, min(to, t.CPU)-min(from, t.CPU)
	part.Iterations = upTo(t.Iterations, min(to, t.CPU), t.CPU) - upTo(t.Iterations, min(from, t.CPU), t.CPU)
	part.Pages = uint32(upTo(uint64(t.Pages), max(to, t.CPU)-t.CPU, t.IO()) - upTo(uint64(t.Pages), max(from, t.CPU)-t.CPU, t.IO()))
	return part
}

// upTo returns how much of all work is done at a time within the whole, to the nearest whole
// number.
func upTo(all uint64, at, whole time.Duration) uint64 {
	if at == whole {
		return all
	}
	return uint64(math.Round(float64(all) * (float64(at) / float64(whole))))
}
