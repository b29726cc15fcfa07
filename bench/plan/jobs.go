package plan

import (
	"sync"
	"time"

	"github.com/go-foundations/poolbench/workloads"
)

// Rounds returns how many of at most so many rounds are worth running: one, if every
// round would be the same.
func (p Plan) Rounds(most int) int {
	for _, w := range p.Workloads {
		if !p.exact(w) {
			return most
		}
	}
	return min(most, 1)
}

// exact reports whether every round of a workload would be the same: a trace in virtual
// time has neither random draws nor noise, unless its arrivals are drawn.
func (p Plan) exact(w workloads.Workload) bool {
	return p.Virtual && w.Trace != nil && p.Arrivals == nil
}

// Generate returns the jobs of a workload for a round. Each round has jobs of its own, so
// that findings hold for the workload and not for one draw.
func (p Plan) Generate(w workloads.Workload, round int) (workloads.Set, error) {
	return w.Generate(p.jobsOf(w), mix(p.Seed, uint64(round)))
}

// draw draws the jobs that Generate returns, unless they are kept.
func (p Plan) draw(w workloads.Workload, round int) (*workloads.Drawn, error) {
	if round == 1 {
		if d := p.kept.take(w.Name); d != nil {
			return d, nil
		}
	}
	return w.Draw(p.jobsOf(w), mix(p.Seed, uint64(round)))
}

// Keep has the plan, and its copies, keep the jobs that Describe draws, for the first round
// to run: drawn once, they take half the time.
func (p *Plan) Keep() { p.kept = &kept{drawn: make(map[string]*workloads.Drawn)} }

// kept are jobs of the first round, by workload.
type kept struct {
	mu    sync.Mutex
	drawn map[string]*workloads.Drawn // guarded by mu
}

func (k *kept) put(workload string, d *workloads.Drawn) {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.drawn[workload] = d
}

// take returns the jobs, which it no longer keeps; nil: there are none.
func (k *kept) take(workload string) *workloads.Drawn {
	if k == nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	d := k.drawn[workload]
	delete(k.drawn, workload)
	return d
}

// warmUp is the most work, per worker, that a contender does before it is measured: enough
// to start its goroutines and to fault its code in.
const warmUp = 50 * time.Millisecond

// warmUpJobs returns how many jobs fill the warm-up. If batches are scaled down to save
// time, so is the warm-up.
func (p Plan) warmUpJobs(r workloads.Realised, workers int) int {
	limit := float64(warmUp)
	if p.Scale > 0 {
		limit *= p.Scale
	}
	all := float64(r.Total) / float64(workers)
	if all <= limit {
		return r.Jobs
	}
	return max(1, int(float64(r.Jobs)*limit/all))
}

// virtualJobs is the least default for a stream in virtual time: enough for the 99.9th
// percentile after the warm-up. The default of a workload is for batches in real time.
const virtualJobs = 10_000

// jobsOf returns how many jobs of a workload a trial has; 0: its default.
func (p Plan) jobsOf(w workloads.Workload) int {
	if p.Jobs > 0 || w.Trace != nil {
		return p.Jobs
	}
	n := w.DefaultJobs
	if p.Virtual && p.stream() {
		n = max(n, virtualJobs)
	}
	if p.Scale > 0 && n > 0 {
		n = max(1, int(p.Scale*float64(n)))
	}
	return n
}

// mix makes one seed of two numbers (the finaliser of SplitMix64).
func mix(seed, n uint64) uint64 {
	x := seed + n*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
