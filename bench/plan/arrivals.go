package plan

import (
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/workloads"
)

// A jobSet is the jobs of a workload in one round, and how they arrive.
type jobSet struct {
	plan Plan
	name string // of the workload
	set  *workloads.Drawn
	seed uint64
}

// choices returns the seed of the choices that strategies make at random on so many
// workers: the same for all of them, another in each round.
func (s *jobSet) choices(workers int) uint64 { return mix(s.seed, uint64(workers)) }

// addArrivals makes the trial a stream, if that is what the plan wants.
func (s *jobSet) addArrivals(t *trial.Trial, cores int, load float64) error {
	if !s.plan.stream() {
		return nil
	}
	schedule, err := s.schedule(s.gap(t.Workers, cores, load), load)
	if err != nil {
		return err
	}
	s.arrive(t, schedule)
	return nil
}

// arrive makes the trial a stream whose jobs arrive as scheduled.
func (s *jobSet) arrive(t *trial.Trial, schedule []time.Duration) {
	warmUp := len(schedule) / warmUpShare
	if s.plan.Replay {
		warmUp = 0 // the user's jobs are measured, all of them
	}
	t.Arrive(schedule, warmUp)
}

// schedule returns when the jobs arrive: with that mean gap or, at load 0, exactly as the
// trace says.
func (s *jobSet) schedule(gap, load float64) ([]time.Duration, error) {
	if s.plan.Replay {
		return s.replay(gap, load)
	}
	// Every load has the same arrivals, only stretched, so loads do not differ by the
	// luck of the draw.
	return workloads.Schedule(s.plan.Arrivals, s.set.Len(), gap, s.seed)
}

// warmUpShare is the part of a generated stream that fills it and is not measured: one in
// ten.
const warmUpShare = 10

// gap returns the mean time between arrivals at a load, in nanoseconds: the time that the
// scarcer of workers and cores needs for the mean job, divided by the load.
func (s *jobSet) gap(workers, cores int, load float64) float64 {
	if load == 0 {
		return 0
	}
	r := s.set.Realised
	need := float64(r.Mean) / float64(workers)
	if cores > 0 {
		need = max(need, float64(r.Mean)*r.CPU/float64(cores))
	}
	return need / load
}

// replay returns the arrivals of a trace, stretched to a mean gap unless load is
// 0.
func (s *jobSet) replay(gap, load float64) ([]time.Duration, error) {
	own := s.set.Arrivals
	if own == nil {
		return nil, fmt.Errorf("workload %q: has no arrivals to replay", s.name)
	}
	if load == 0 {
		return own, nil
	}
	end := float64(own[len(own)-1])
	if end == 0 {
		return nil, fmt.Errorf("workload %q: all jobs arrive at once, which has no load", s.name)
	}
	stretched := make([]time.Duration, len(own))
	for i, at := range own {
		stretched[i] = time.Duration(float64(at) / end * gap * float64(len(own)))
	}
	return stretched, nil
}
