package plan

import (
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/workloads"
)

// Describe generates the first round's jobs of a workload and describes them.
func (p Plan) Describe(w workloads.Workload) (record.Workload, error) {
	set, err := p.draw(w, 1)
	if err != nil {
		return record.Workload{}, err
	}
	p.kept.put(w.Name, set)
	r := set.Realised
	out := record.Workload{
		Name: w.Name, Summary: w.Summary, Realised: r.String(),
		Jobs: r.Jobs, Mean: r.Mean.Seconds(), SCV: r.SCV, Warnings: set.Warnings,
		Exact: p.exact(w),
	}
	if p.Bare {
		out.Computed = p.Calibration.Computed(set.Jobs()).Seconds()
	}
	if p.Search {
		out.Warnings = append(out.Warnings, impatient(set)...)
	}
	if p.stream() {
		s := &jobSet{plan: p, name: w.Name, set: set, seed: mix(p.Seed, 1)}
		schedule, err := s.schedule(s.gap(1, 0, 1), p.loads()[0])
		if err != nil {
			return record.Workload{}, err
		}
		out.Realised += ", arrivals: " + workloads.RealiseArrivals(schedule).Shape()
	}
	for i := len(r.Priorities) - 1; i >= 0; i-- {
		out.Shares = append(out.Shares, record.Share{Priority: r.Priorities[i].Priority, Share: r.Priorities[i].Share})
	}
	return out, nil
}
