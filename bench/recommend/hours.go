package recommend

import (
	"context"
	"time"
)

// An Hour is what jobs that arrive in one hour of the day need.
type Hour struct {
	Hour    int      `json:"hour"`    // from 0 to 23, in the zone of the log
	Jobs    int      `json:"jobs"`    // on all days
	Busy    float64  `json:"busy"`    // workers on average, as if all work were done on arrival
	Value   *float64 `json:"value"`   // of the metric with the recommended workers, in seconds; nil: too few jobs
	Workers int      `json:"workers"` // the fewest that keep the target for these jobs, if the recommended number works before; 0: no number does, or too few jobs
}

// hours fills in what each hour of the day needs. The log must have times of day, and last at
// least one whole day.
func (q *Question) hours(ctx context.Context, f *FirstCome, line *queue, recommended *schedule, main goal) error {
	n := len(line.arrivals)
	if q.Start.IsZero() || line.arrivals[n-1] < 24*time.Hour {
		return nil
	}
	var jobs [24][]int
	var work [24]float64
	for i, at := range line.arrivals {
		h := q.Start.Add(at).Hour()
		jobs[h] = append(jobs[h], i)
		work[h] += line.services[i].Seconds()
	}
	long := hoursIn(q.Start, line.arrivals[n-1])
	blocks := line.blocks(q.Start, recommended)
	f.Hours = make([]Hour, len(jobs))
	inParallel(len(jobs), func(h int) {
		if ctx.Err() != nil {
			return
		}
		one := &f.Hours[h]
		one.Hour, one.Jobs = h, len(jobs[h])
		if long[h] > 0 {
			one.Busy = work[h] / long[h]
		}
		values := make([]float64, len(jobs[h]))
		for k, i := range jobs[h] {
			values[k] = recommended.value(main, i)
		}
		if v, ok := metricOf(values, main); ok {
			one.Value = &v
			one.Workers = fewestOf(blocks[h], f.MostRunning, main)
		}
	})
	return context.Cause(ctx)
}

// A block is the jobs of one hour of one day, and before them the jobs not done when the hour
// begins.
type block struct {
	queue
	inherited int
}

// blocks returns the blocks of each hour of the day. They inherit what the schedule leaves.
func (q *queue) blocks(start time.Time, s *schedule) (out [24][]*block) {
	var last *block
	var ends time.Duration
	var alive []int
	for i, at := range q.arrivals {
		if last == nil || at >= ends {
			clock := start.Add(at)
			into := time.Duration(clock.Minute())*time.Minute + time.Duration(clock.Second())*time.Second + time.Duration(clock.Nanosecond())
			begins := at - into
			ends = begins + time.Hour
			last = &block{}
			if q.limits != nil {
				last.limits = &limits{cap: q.limits.cap}
			}
			kept := alive[:0]
			for _, j := range alive {
				if s.ends[j] <= begins {
					continue
				}
				kept = append(kept, j)
				if q.limits != nil {
					last.limits.add(q.limits, j)
				}
				last.arrivals, last.services = append(last.arrivals, begins), append(last.services, s.ends[j]-max(begins, s.starts[j]))
			}
			alive = kept
			last.inherited = len(kept)
			out[clock.Hour()] = append(out[clock.Hour()], last)
		}
		alive = append(alive, i)
		if q.limits != nil {
			last.limits.add(q.limits, i)
		}
		last.arrivals, last.services = append(last.arrivals, at), append(last.services, q.services[i])
	}
	for _, day := range out {
		for _, b := range day { // the clock of a queue begins at 0
			first := b.arrivals[0]
			for i := range b.arrivals {
				b.arrivals[i] -= first
			}
		}
	}
	return out
}

// fewestOf returns the fewest workers that meet the goal for the blocks together, or 0.
func fewestOf(blocks []*block, most int, main goal) int {
	keeps := func(workers int) bool {
		var values []float64
		for _, b := range blocks {
			b.run(workers, func(i int, at time.Duration) bool {
				if i >= b.inherited {
					values = append(values, b.measure(main.wait, i, at))
				}
				return true
			})
		}
		v, ok := metricOf(values, main)
		return ok && v <= main.limit
	}
	if !keeps(most) {
		return 0
	}
	from, to := 1, most
	for from < to {
		if mid := from + (to-from)/2; keeps(mid) {
			to = mid
		} else {
			from = mid + 1
		}
	}
	return to
}

// hoursIn returns how much time of each hour of the day there is, in seconds.
func hoursIn(start time.Time, span time.Duration) (long [24]float64) {
	end := start.Add(span)
	for at := start; at.Before(end); {
		next := at.Add(time.Hour - time.Duration(at.Minute())*time.Minute - time.Duration(at.Second())*time.Second - time.Duration(at.Nanosecond()))
		if next.After(end) {
			next = end
		}
		long[at.Hour()] += next.Sub(at).Seconds()
		at = next
	}
	return long
}
