package workloads

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// assignParts returns the part of each of n jobs; nil: there is only one.
func (w Workload) assignParts(n int, r *rand.Rand) []uint8 {
	if len(w.Parts) == 1 {
		return nil
	}
	part := make([]uint8, n)
	var total float64
	for _, p := range w.Parts {
		total += p.Share
	}
	for i := range part {
		u := r.Float64() * total
		k := 0
		for k < len(w.Parts)-1 && u >= w.Parts[k].Share {
			u -= w.Parts[k].Share
			k++
		}
		part[i] = uint8(k)
	}
	return part
}

// draw returns the service time of each of n jobs.
func (w Workload) draw(n int, part []uint8, r *rand.Rand) ([]time.Duration, error) {
	var shares, sizes float64
	for _, p := range w.Parts {
		shares += p.Share
		sizes += p.Share * p.Size
	}
	scale := float64(w.Mean) / Mean(w.Service) * shares / sizes
	service := make([]time.Duration, n)
	for i := range service {
		size := w.Parts[0].Size
		if part != nil {
			size = w.Parts[part[i]].Size
		}
		x := w.Service.Draw(r) * scale * size
		if !(x < math.MaxInt64) {
			return nil, fmt.Errorf("workload %q: Mean is %v, which draws a service time of %g s", w.Name, w.Mean, x/1e9)
		}
		service[i] = max(1, time.Duration(math.Round(x)))
	}
	return service, nil
}

// order arranges service and returns the parts arranged alike.
func (w Workload) order(service []time.Duration, part []uint8, r *rand.Rand) []uint8 {
	if w.Order == Random {
		return part
	}
	// Note: pairs, sorted once more, and not a permutation inside Order: only
	// workloads of several parts pay for it.
	if len(w.Parts) == 1 {
		w.Order.arrange(r, service)
		return part
	}
	byService := make([]int, len(service))
	for i := range byService {
		byService[i] = i
	}
	slices.SortStableFunc(byService, func(a, b int) int { return cmp.Compare(service[a], service[b]) })
	waiting := make(map[time.Duration][]uint8)
	for _, i := range byService {
		waiting[service[i]] = append(waiting[service[i]], part[i])
	}
	w.Order.arrange(r, service)
	arranged := make([]uint8, len(part))
	for i, s := range service {
		arranged[i] = waiting[s][0]
		waiting[s] = waiting[s][1:]
	}
	return arranged
}

// MinWait is the shortest simulated IO that says something about pools. Sleeps
// under 1 ms last 1 ms on Linux, and an error of 1 ms in 5 ms is as large as
// most differences between strategies.
const MinWait = 5 * time.Millisecond

func (d *Drawn) warnings() []string {
	if !slices.ContainsFunc(d.parts, func(p Part) bool { return p.IO > 0 && p.Wait != File }) {
		return nil // files are real work and wait for no timer
	}
	var below, all int
	shortest := time.Duration(math.MaxInt64)
	for i := range d.Len() {
		service, cpu, _ := d.Times(i)
		io := service - cpu
		if io == 0 || d.partOf(i).Wait == File {
			continue
		}
		all++
		if io < MinWait {
			below++
			shortest = min(shortest, io)
		}
	}
	if below == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d of %d jobs with simulated IO wait less than %v, the shortest %v: "+
		"so short a wait ranks timers, not pools; use a longer mean.", below, all, MinWait, shortest)}
}
