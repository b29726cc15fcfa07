package strategies_test

import (
	"cmp"
	"slices"
)

// A measure is a figure of jobs.
type measure struct {
	name string
	of   func([]seen) float64
}

func average(name string, of func(seen) (value float64, counts bool)) measure {
	return measure{name, func(jobs []seen) float64 {
		sum, n := 0.0, 0.0
		for _, j := range jobs {
			if v, counts := of(j); counts {
				sum, n = sum+v, n+1
			}
		}
		return sum / n
	}}
}

func share(name string, of func(seen) bool) measure {
	return average(name, func(j seen) (float64, bool) {
		if of(j) {
			return 1, true
		}
		return 0, true
	})
}

var (
	meanWait     = average("mean wait", func(j seen) (float64, bool) { return j.wait, true })
	meanSojourn  = average("mean sojourn", func(j seen) (float64, bool) { return j.sojourn, true })
	meanSlowdown = average("mean slowdown", func(j seen) (float64, bool) { return j.sojourn / j.service, true })
	waitUrgent   = average("mean wait of the urgent", func(j seen) (float64, bool) { return j.wait, j.urgent })
	waitOthers   = average("mean wait of the others", func(j seen) (float64, bool) { return j.wait, !j.urgent })
	longestWait  = measure{"longest wait", func(jobs []seen) float64 {
		return slices.MaxFunc(jobs, func(a, b seen) int { return int(1e6 * (a.wait - b.wait)) }).wait
	}}
	p99Sojourn = measure{"99th percentile of sojourns", func(jobs []seen) float64 {
		var all []float64
		for _, j := range jobs {
			all = append(all, j.sojourn)
		}
		slices.Sort(all)
		return all[len(all)*99/100]
	}}
	late      = share("share that is late", func(j seen) bool { return j.late })
	overTen   = share("share that waited over 10 s", func(j seen) bool { return j.wait > 10 })
	waitSmall = average("mean wait of the small customer", func(j seen) (float64, bool) { return j.wait, j.key == "small" })
	waitBig   = average("mean wait of the big customer", func(j seen) (float64, bool) { return j.wait, j.key == "big" })
	moves     = measure{"share whose key was on another worker before", func(jobs []seen) float64 {
		last, moved := make(map[string]int), 0.0
		for _, j := range jobs {
			if w, ok := last[j.key]; ok && w != j.worker {
				moved++
			}
			last[j.key] = j.worker
		}
		return moved / float64(len(jobs))
	}}
)

var (
	// dropped is of jobs, the following of jobs that have run.
	dropped   = share("share that never runs", func(j seen) bool { return j.dropped })
	waitRan   = average("mean wait", func(j seen) (float64, bool) { return j.wait, !j.dropped })
	early     = share("share that begins too early", func(j seen) bool { return !j.dropped && j.began() < j.earliest-1e-6 })
	beside    = measure{"share that begins beside one of its key", func(jobs []seen) float64 { return besides(jobs, 1) }}
	besideTwo = measure{"share that begins beside two of its key", func(jobs []seen) float64 { return besides(jobs, 2) }}
	inASecond = measure{"most starts in a second", func(jobs []seen) float64 {
		began, most := inOrder(jobs), 0
		for i, first := 0, 0; i < len(began); i++ {
			for began[first].began() <= began[i].began()-1 {
				first++
			}
			most = max(most, i-first+1)
		}
		return float64(most)
	}}
	anew = measure{"share that begins on a worker that was idle", func(jobs []seen) float64 {
		until, idle := make(map[int]float64), 0.0
		for _, j := range inOrder(jobs) {
			if j.began() > until[j.worker]+1e-6 {
				idle++
			}
			until[j.worker] = j.ended()
		}
		return idle / float64(len(jobs))
	}}
	whileBusy = measure{"mean workers busy while others need the processors", func(jobs []seen) float64 {
		busy, all := 0.0, 0.0
		for from, end := 0.0, makespan.of(jobs); from < end; from += 2 * othersNeed {
			all += min(othersNeed, end-from)
			for _, j := range jobs {
				busy += max(0, min(from+othersNeed, j.ended())-max(from, j.began()))
			}
		}
		return busy / all
	}}
	makespan = measure{"makespan", func(jobs []seen) float64 {
		return slices.MaxFunc(jobs, func(a, b seen) int { return int(1e6 * (a.ended() - b.ended())) }).ended()
	}}
)

// inOrder returns the jobs that have run in the order in which they began.
func inOrder(jobs []seen) []seen {
	ran := slices.DeleteFunc(slices.Clone(jobs), func(j seen) bool { return j.dropped })
	slices.SortFunc(ran, func(a, b seen) int { return cmp.Compare(a.began(), b.began()) })
	return ran
}

// besides returns the share of the jobs that begin while so many of their key run.
func besides(jobs []seen, others int) float64 {
	run, n := make(map[string][]float64), 0.0 // when those of a key end
	for _, j := range inOrder(jobs) {
		left := slices.DeleteFunc(run[j.key], func(end float64) bool { return end <= j.began()+1e-6 })
		if len(left) >= others {
			n++
		}
		run[j.key] = append(left, j.ended())
	}
	return n / float64(len(jobs))
}
