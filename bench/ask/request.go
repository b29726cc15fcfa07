package ask

import (
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/profile"
	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/workloads"
)

// A Request tells the process of a round what to run.
type Request struct {
	Round       int
	Workloads   []string
	Strategies  []string
	Workers     []int
	Jobs        int
	Scale       float64
	Seed        uint64
	IO          bool
	Mode        Mode
	Patience    time.Duration
	Calibration workloads.Calibration
	Bare        bool
	NoPictures  bool `json:",omitempty"`
	Profiles    profile.Files

	// Part is which trials of the round to run; of virtual time.
	Part bench.Part `json:",omitzero"`
}

// Request returns the request for a round of contenders.
func (c *Comparison) Request(plan *bench.Plan, contenders []string) Request {
	return Request{
		Workloads: c.Names, Strategies: contenders, Workers: plan.Workers,
		Jobs: c.Jobs, Scale: c.Scale, Seed: c.Seed, IO: c.IO, Mode: c.Mode, Patience: c.Patience, Calibration: plan.Calibration, Bare: plan.Bare, NoPictures: plan.NoPictures,
	}
}

// Plan returns what the process of a round runs.
func (r Request) Plan(from Roster) (*bench.Plan, error) {
	c := &Comparison{IO: r.IO, Jobs: r.Jobs}
	if err := c.resolveWorkloads(r.Workloads); err != nil {
		return nil, err
	}
	contenders, err := from.Contenders(r.Strategies)
	if err != nil {
		return nil, err
	}
	plan := &bench.Plan{
		Contenders: contenders, Workloads: c.Workloads, Workers: r.Workers,
		Jobs: r.Jobs, Scale: r.Scale, Seed: r.Seed, Calibration: r.Calibration, Bare: r.Bare, NoPictures: r.NoPictures, Part: r.Part,
	}
	if err := r.Mode.plan(plan); err != nil {
		return nil, err
	}
	if r.Mode.Virtual {
		plan.Patience = PatienceInside(r.Patience)
	}
	return plan, nil
}

// PatienceInside returns after how long nothing happens in virtual time a trial counts as
// stalled: before whoever waits for it loses patience.
func PatienceInside(patience time.Duration) time.Duration {
	return min(virtual.DefaultPatience, patience/2)
}
