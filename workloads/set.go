package workloads

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/pool"
)

// A Set is the jobs that a workload generated.
type Set struct {
	Jobs     []pool.Job[Task]
	Arrivals []time.Duration // of each job, since the first, ascending; nil: all at once
	Realised Realised
	Warnings []string // why a comparison on these jobs may mislead, in full sentences
}

// Realised is what jobs turned out to be, as against what was drawn from.
type Realised struct {
	Jobs       int
	Mean       time.Duration // of the service times
	SCV        float64       // their squared coefficient of variation, variance by n
	Min, Max   time.Duration
	Total      time.Duration // sum of all service times, saturated
	CPU        float64       // share of the total that is computing, the rest is IO
	Priorities []LevelShare  // ascending by priority
}

// A LevelShare is the share of jobs that have a priority.
type LevelShare struct {
	Priority int
	Share    float64
}

// Realise measures jobs.
func Realise(jobs []pool.Job[Task]) Realised {
	return realise(len(jobs), func(i int) (service, cpu time.Duration, priority int) {
		j := &jobs[i]
		return j.Data.Service, j.Data.CPU, j.Priority
	})
}

// realise measures n jobs, given the service time of each, the part of it that is
// computing, and the priority.
func realise(n int, of func(i int) (service, cpu time.Duration, priority int)) Realised {
	if n == 0 {
		return Realised{}
	}
	r := Realised{Jobs: n, Min: math.MaxInt64}
	var sum, cpus float64
	count := make(map[int]int)
	run, level := 0, 0 // how many of the last jobs have that priority, uncounted
	for i := range n {
		s, cpu, priority := of(i)
		sum += float64(s)
		cpus += float64(cpu)
		r.Min, r.Max = min(r.Min, s), max(r.Max, s)
		if priority != level {
			count[level] += run
			run, level = 0, priority
		}
		run++
	}
	count[level] += run
	mean := sum / float64(n)
	r.Mean, r.Total = saturate(mean), saturate(sum)
	// A second pass: the difference of large sums would lose the digits.
	var squares float64
	for i := range n {
		s, _, _ := of(i)
		d := float64(s) - mean
		squares += d * d
	}
	if sum > 0 {
		r.SCV, r.CPU = squares/float64(n)/(mean*mean), cpus/sum
	}
	for p, c := range count {
		if c > 0 {
			r.Priorities = append(r.Priorities, LevelShare{p, float64(c) / float64(n)})
		}
	}
	slices.SortFunc(r.Priorities, func(a, b LevelShare) int {
		if a.Priority < b.Priority {
			return -1
		}
		return 1
	})
	return r
}

// maxLevelsShown keeps the line of a trace with thousands of priorities short.
const maxLevelsShown = 8

// String returns one line without a newline.
func (r Realised) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d jobs, mean %s, SCV %s, min %s, max %s, CPU %.0f %%, IO %.0f %%",
		r.Jobs, number.Duration(r.Mean), number.Digits(r.SCV), number.Duration(r.Min), number.Duration(r.Max), 100*r.CPU, 100*(1-r.CPU))
	if len(r.Priorities) > 1 {
		b.WriteString(", priority")
		for i, l := range r.Priorities {
			if i == maxLevelsShown {
				fmt.Fprintf(&b, " and %d more", len(r.Priorities)-i)
				break
			}
			fmt.Fprintf(&b, " %d: %s", l.Priority, number.Share(l.Share))
		}
	}
	return b.String()
}

func saturate(x float64) time.Duration {
	if x >= math.MaxInt64 {
		return math.MaxInt64
	}
	return time.Duration(math.Round(x))
}
