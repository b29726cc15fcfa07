package plan

import (
	"math/rand/v2"

	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/workloads"
)

// A Part is one of several that have all trials of a round together. All trials of a contender
// that learns are in the same one, since what it learns in one it uses in the next.
type Part struct {
	Number int // in [0, Of)
	Of     int // 0 or 1: the part is all
}

// A setting is one of the workers and loads of a workload.
type setting struct {
	workers int
	load    float64
	order   []int  // of contenders
	mine    []bool // by place in order: whether the trial is of the part
}

// settings draws in which order contenders run a workload, and returns which trials are of the
// part: any says whether there are some. Trials counts those of the round so far.
func (p Plan) settings(w workloads.Workload, order *rand.Rand, trials *int) (all []setting, any bool) {
	for _, workers := range p.WorkersOf(w) {
		for _, load := range p.loads() {
			s := setting{workers: workers, load: load, order: order.Perm(len(p.Contenders))}
			for _, i := range s.order {
				number := *trials
				if l, ok := p.Contenders[i].(trial.Learner); ok && l.Lessons() > 0 {
					number = i
				}
				*trials++
				mine := p.Part.Of <= 1 || number%p.Part.Of == p.Part.Number
				s.mine = append(s.mine, mine)
				any = any || mine
			}
			all = append(all, s)
		}
	}
	return all, any
}
