package plan

import (
	"runtime"

	"github.com/go-foundations/poolbench/workloads"
)

// Cells returns how many trials a round has.
func (p Plan) Cells() int {
	n := 0
	for _, w := range p.Workloads {
		n += len(p.WorkersOf(w)) * len(p.loads()) * len(p.Contenders)
	}
	return n
}

// WorkersOf returns the worker counts with which a workload is run.
func (p Plan) WorkersOf(w workloads.Workload) []int {
	if len(p.Workers) > 0 {
		return p.Workers
	}
	if w.DefaultWorkers > 0 {
		return []int{w.DefaultWorkers}
	}
	if p.Virtual {
		return []int{virtualWorkers}
	}
	return []int{runtime.GOMAXPROCS(0)}
}

// virtualWorkers is the default in virtual time: not the number of this host's CPUs,
// since the answer is for every machine.
const virtualWorkers = 8

// stream reports whether jobs arrive over time.
func (p Plan) stream() bool { return p.Arrivals != nil || p.Replay }

// loads returns the loads at which each workload is run; 0 stands for a batch,
// or for arrivals that are not stretched.
func (p Plan) loads() []float64 {
	if len(p.Loads) == 0 || p.Search {
		return []float64{0}
	}
	return p.Loads
}
