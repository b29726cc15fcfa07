package metrics

import (
	"math"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// A quantity is something that each job has, of which there are a mean, percentiles and a
// maximum.
type quantity int

const (
	wait quantity = iota
	sojourn
	slowdown
	tardiness // of jobs with a deadline
)

func (q quantity) String() string { return [...]string{"wait", "sojourn", "slowdown", "tardiness"}[q] }

// of returns the quantity of a job, in seconds if it is a time.
func (q quantity) of(jobs *Jobs, i int) float64 {
	if q == slowdown {
		return floatOf(q.key(jobs, i))
	}
	return durationOf(q.key(jobs, i)).Seconds()
}

// key returns a key that is in the order of the quantity.
func (q quantity) key(jobs *Jobs, i int) uint64 {
	switch q {
	case wait:
		return keyOf(jobs.wait(i))
	case sojourn:
		return keyOf(jobs.sojourn(i))
	case tardiness:
		return keyOf(max(0, jobs.sojourn(i)-jobs.Within[i]))
	}
	return keyOfFloat(slowdownOf(jobs.sojourn(i), jobs.Service[i]))
}

// slowdownOf counts a service time as 1 ns at least.
func slowdownOf(sojourn, service time.Duration) float64 {
	return float64(sojourn) / float64(max(1, service))
}

// keys sets out to the keys of the jobs from number from on, and returns the least and the
// greatest of them, and the sum of what they are made of.
func (q quantity) keys(jobs *Jobs, from int, out []uint64) (least, most uint64, sum float64) {
	switch q {
	case wait:
		return timeKeys(jobs.Started, jobs.Released, from, out)
	case sojourn:
		return timeKeys(jobs.Completed, jobs.Released, from, out)
	case slowdown:
		return slowdownKeys(jobs, from, out)
	}
	least, most = math.MaxUint64, 0
	for i := range out {
		k := q.key(jobs, from+i)
		out[i] = k
		least, most = min(least, k), max(most, k)
		sum += q.value(k)
	}
	return least, most, sum
}

// timeKeys is keys of the times since the release of jobs, if any.
//
// Note: a loop of its own takes half the time of one that asks for each job what it is to
// compute.
func timeKeys(times, released []time.Duration, from int, out []uint64) (least, most uint64, sum float64) {
	least, most = math.MaxUint64, 0
	times = times[from:][:len(out)]
	if released != nil {
		released = released[from:][:len(out)]
	}
	for i, d := range times {
		if released != nil {
			d -= released[i]
		}
		k := keyOf(d)
		out[i] = k
		least, most = min(least, k), max(most, k)
		sum += d.Seconds()
	}
	return least, most, sum
}

// slowdownKeys is keys of slowdowns.
func slowdownKeys(jobs *Jobs, from int, out []uint64) (least, most uint64, sum float64) {
	least, most = math.MaxUint64, 0
	completed, service := jobs.Completed[from:][:len(out)], jobs.Service[from:][:len(out)]
	released := jobs.Released
	if released != nil {
		released = released[from:][:len(out)]
	}
	for i, d := range completed {
		if released != nil {
			d -= released[i]
		}
		x := slowdownOf(d, service[i])
		k := keyOfFloat(x)
		out[i] = k
		least, most = min(least, k), max(most, k)
		sum += x
	}
	return least, most, sum
}

// value returns the quantity of which a key was made.
func (q quantity) value(key uint64) float64 {
	if q == slowdown {
		return floatOf(key)
	}
	return durationOf(key).Seconds()
}

// keyOf returns a key that is in the order of durations.
func keyOf(d time.Duration) uint64 { return uint64(d) ^ 1<<63 }

// durationOf returns the duration of a key.
func durationOf(key uint64) time.Duration { return time.Duration(key ^ 1<<63) }

// keyOfFloat returns a key that is in the order of numbers.
func keyOfFloat(x float64) uint64 {
	b := math.Float64bits(x)
	return b ^ (uint64(int64(b)>>63) | 1<<63)
}

// floatOf returns the number of a key.
func floatOf(key uint64) float64 {
	return math.Float64frombits(key ^ (uint64(int64(^key)>>63) | 1<<63))
}

// spreads sets the mean, percentiles and maximum of waits, sojourns and
// slowdowns of the jobs from number from on. It uses the scratch if there is enough of it.
func spreads(m map[string]float64, jobs *Jobs, from int, scratch []uint64) {
	if n := jobs.Len() - from; len(scratch) < n {
		scratch = make([]uint64, n)
	}
	for _, q := range []quantity{wait, sojourn, slowdown} {
		q.spread(m, jobs, from, scratch)
	}
}

// spread sets the metrics of one quantity. It omits percentiles for which there are too
// few jobs. The scratch has room for a key of each job.
func (q quantity) spread(m map[string]float64, jobs *Jobs, from int, scratch []uint64) {
	n := jobs.Len() - from
	keys := scratch[:n]
	least, most, sum := q.keys(jobs, from, keys)
	m[q.String()+"-mean"] = sum / float64(n)
	var names []string
	var ranks []int
	for _, p := range record.Percentiles() {
		if n >= p.Jobs {
			names, ranks = append(names, p.Name), append(ranks, rank(n, p.Quantile))
		}
	}
	names, ranks = append(names, "max"), append(ranks, n-1)
	at := make([]uint64, len(ranks))
	selectWithin(keys, least, most, ranks, 0, at)
	for i, key := range at {
		m[q.String()+"-"+names[i]] = q.value(key)
	}
}

// mean returns the mean of a quantity of the jobs from number from on.
func (q quantity) mean(jobs *Jobs, from int) float64 {
	sum := 0.0
	for i := from; i < jobs.Len(); i++ {
		sum += q.of(jobs, i)
	}
	return sum / float64(jobs.Len()-from)
}

// Quantile returns the smallest of the sorted values that at least a share q of them do
// not exceed (type 1 of Hyndman and Fan, 1996): a value that occurred, never one in
// between. There must be one at least.
func Quantile[V any](sorted []V, q float64) V { return sorted[rank(len(sorted), q)] }

// rank returns where in n sorted values Quantile finds the one that it returns.
func rank(n int, q float64) int {
	// Rounding may leave the product a hair over a whole number.
	return max(0, int(math.Ceil(q*float64(n)-1e-9))-1)
}
