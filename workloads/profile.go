package workloads

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/number"
)

// A Profile is what a trace is like: how long its jobs take, how unevenly, in what order
// they come, and what kinds there are.
type Profile struct {
	Realised
	P50, P95, P99, P999 time.Duration // of the service times
	Top                 float64       // share of the work that the longest 1 % of the jobs are

	Arrived     Arrived // not of a trace without arrivals
	Coarse      string  // what arrivals are rounded to, as "whole seconds"; empty: nothing that matters
	Span        time.Duration
	BusyWorkers float64 // that the jobs keep busy on average
	PeakWorkers float64 // and in the busiest of a hundred equal spans of time; jobs count where they arrive

	Classes []Class // by priority, the most urgent first
	Keys    int     // different ones
	TopKey  float64 // share of the jobs that the most frequent key has
}

// A Class is the jobs of one priority.
type Class struct {
	Priority  int
	Share     float64 // of the jobs
	Mean, P99 time.Duration
}

// Profile describes the trace.
func (t *Trace) Profile() Profile {
	services := make([]time.Duration, t.All())
	if t.whole != nil {
		copy(services, t.whole.Services)
	}
	classes := make(map[int][]time.Duration)
	keys := make(map[string]int)
	for i := range t.jobs {
		r := &t.jobs[i]
		if t.whole == nil {
			services[i] = r.Service
		}
		classes[r.Priority] = append(classes[r.Priority], r.Service)
		keys[r.Key]++
	}
	slices.Sort(services)
	p := Profile{
		Realised: realiseTimes(services),
		P50:      nearestRank(services, 0.5), P95: nearestRank(services, 0.95), P99: nearestRank(services, 0.99), P999: nearestRank(services, 0.999),
		Keys: len(keys),
	}
	if len(services) == 0 {
		return p
	}
	work, top := 0.0, 0.0
	for i, s := range services {
		work += s.Seconds()
		if i >= len(services)-(len(services)+99)/100 {
			top += s.Seconds()
		}
	}
	p.Top = top / work
	n := float64(len(t.jobs)) // those that have a key and a priority
	for _, k := range keys {
		p.TopKey = max(p.TopKey, float64(k)/n)
	}
	for priority, times := range classes {
		slices.Sort(times)
		p.Classes = append(p.Classes, Class{priority, float64(len(times)) / n, realiseTimes(times).Mean, nearestRank(times, 0.99)})
	}
	slices.SortFunc(p.Classes, func(a, b Class) int { return cmp.Compare(b.Priority, a.Priority) })
	if t.arrivals {
		arrivals, _ := t.Times()
		p.Span, p.Coarse = arrivals[len(arrivals)-1], t.coarse
	}
	if p.Span > 0 {
		p.arrivals(t)
	}
	return p
}

// profileSpans is into how many spans of time a trace is cut to find the busiest.
const profileSpans = 100

func (p *Profile) arrivals(t *Trace) {
	schedule, services := t.Times()
	var spans [profileSpans]float64
	work := 0.0
	for i, at := range schedule {
		took := services[i].Seconds()
		if t.whole == nil {
			took *= float64(max(1, t.jobs[i].Slots))
		}
		spans[min(profileSpans-1, int(float64(at)/float64(p.Span)*profileSpans))] += took
		work += took
	}
	p.Arrived = RealiseArrivals(schedule)
	p.BusyWorkers = work / p.Span.Seconds()
	p.PeakWorkers = slices.Max(spans[:]) / (p.Span.Seconds() / profileSpans)
}

// realiseTimes measures sorted service times.
func realiseTimes(sorted []time.Duration) Realised {
	if len(sorted) == 0 {
		return Realised{}
	}
	r := Realised{Jobs: len(sorted), Min: sorted[0], Max: sorted[len(sorted)-1]}
	sum, squares, n := 0.0, 0.0, float64(len(sorted))
	for _, s := range sorted {
		sum += float64(s)
	}
	for _, s := range sorted {
		d := float64(s) - sum/n
		squares += d * d
	}
	r.Mean, r.Total, r.SCV = saturate(sum/n), saturate(sum), squares*n/(sum*sum)
	return r
}

// nearestRank returns a quantile of sorted values: the least that as large a share of
// them does not exceed.
func nearestRank(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)]
}

// fewestGaps is how many jobs have to arrive to say how evenly they do.
const fewestGaps = 20

// Lines describes the trace in a few lines, each with a word for what it is about and
// what it says.
func (p Profile) Lines() [][2]string {
	out := [][2]string{
		{"jobs", fmt.Sprintf("%d, mean %s, SCV %s", p.Jobs, number.Duration(p.Mean), number.Digits(p.SCV))},
		{"tail", fmt.Sprintf("p50 %s, p95 %s, p99 %s, p99.9 %s, max %s; the longest 1 %% are %.0f %% of the work",
			number.Duration(p.P50), number.Duration(p.P95), number.Duration(p.P99), number.Duration(p.P999), number.Duration(p.Max), 100*p.Top)},
	}
	if p.Span > 0 {
		bursts := "as even as chance makes them"
		switch d := p.Arrived.Dispersion; {
		case p.Coarse != "":
			bursts = fmt.Sprintf("in %s, so whether in bursts nobody knows", p.Coarse)
		case p.Arrived.SCV > 1.5 || d > 2:
			bursts = "in bursts"
		case p.Arrived.SCV < 0.5 && !(d > 1):
			bursts = "more even than chance"
		}
		how := fmt.Sprintf("%s: %s (1 is Poisson)", bursts, p.Arrived.Shape())
		if p.Jobs < fewestGaps {
			how = "too few to say how evenly"
		}
		out = append(out,
			[2]string{"arrivals", fmt.Sprintf("over %s, %s", number.Duration(p.Span), how)},
			[2]string{"busy", fmt.Sprintf("jobs bring work for %s workers on average while they arrive; in the busiest 1 %% of that time, jobs arrive that bring work for %s for as long", number.Digits(p.BusyWorkers), number.Digits(p.PeakWorkers))})
	}
	if len(p.Classes) > 1 {
		var parts []string
		for i, c := range p.Classes {
			if i == maxLevelsShown {
				parts = append(parts, fmt.Sprintf("%d more", len(p.Classes)-i))
				break
			}
			parts = append(parts, fmt.Sprintf("priority %d: %s, mean %s, p99 %s", c.Priority, number.Share(c.Share), number.Duration(c.Mean), number.Duration(c.P99)))
		}
		out = append(out, [2]string{"classes", strings.Join(parts, "; ")})
	}
	if p.Keys > 1 {
		out = append(out, [2]string{"keys", fmt.Sprintf("%d, the most frequent has %s of the jobs", p.Keys, number.Share(p.TopKey))})
	}
	return out
}
