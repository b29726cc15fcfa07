package ask

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/study"
)

// NoLoads is the value of --load of a sweep of batches.
const NoLoads = "none"

// A Study is a comparison that answers something other than which contender is best.
type Study struct {
	Name       string // as record.Settings.Study, and of the command
	Bare       bool   // jobs are not measured one by one
	NoPictures bool   // trials have no picture
	Chooses    bool   // the study chooses the workloads

	// start sets defaults of flags that other comparisons do not have; nil: none.
	start func(*Comparison)

	// fill sets the words that the flags leave out, and may change others.
	fill func(*Comparison) error

	// args returns its own flags, for the command that repeats the run; nil: none.
	args func(*Comparison) []string
}

// Scale has batches run with one worker, too, and by default with each power of two.
func Scale() *Study { return &Study{Name: record.StudyScale, start: startScale, fill: fillScale} }

// Grain has equal jobs of each size run, beside the reference that sets the best rate.
func Grain() *Study {
	return &Study{Name: record.StudyGrain, Bare: true, Chooses: true, start: startGrain, fill: fillGrain,
		args: func(c *Comparison) []string { return []string{"--from", c.From.String(), "--to", c.To.String()} }}
}

// Sweep has each strategy run with each number of workers at each load.
func Sweep() *Study {
	return &Study{Name: record.StudySweep, NoPictures: true, start: startSweep,
		fill: func(c *Comparison) error {
			if c.Given.Load == NoLoads {
				c.Given.Load = ""
			}
			return nil
		},
		args: func(c *Comparison) []string {
			if len(c.Mode.Loads) == 0 && !c.Mode.Search {
				return []string{"--load", NoLoads}
			}
			return nil // they are those of the mode
		}}
}

func startScale(c *Comparison) { c.Given.Workload = study.ScaleWorkload }

func startGrain(c *Comparison) {
	c.Jobs, c.Budget = study.GrainJobs, study.GrainBudget
	c.From, c.To = study.DefaultFrom, study.DefaultTo
}

func startSweep(c *Comparison) {
	var workers, loads []string
	for _, n := range study.SweepWorkers() {
		workers = append(workers, strconv.Itoa(n))
	}
	for _, x := range study.SweepLoads() {
		loads = append(loads, strconv.FormatFloat(x, 'g', -1, 64))
	}
	g := &c.Given
	g.Workload, g.Workers, g.Load = study.SweepWorkload, strings.Join(workers, ","), strings.Join(loads, ",")
	c.Mode.Virtual, c.Rounds, c.Budget = true, study.SweepRounds, study.SweepBudget
}

func fillScale(c *Comparison) error {
	g := &c.Given
	wanted, err := ParseWorkers(g.Workers, c.Mode.MostWorkers())
	if err != nil {
		return err
	}
	var counts []string
	for _, n := range study.ScaleWorkers(wanted, c.Mode.Virtual) {
		counts = append(counts, strconv.Itoa(n))
	}
	g.Workers = strings.Join(counts, ",")
	return nil
}

func fillGrain(c *Comparison) error {
	sizes, err := study.GrainWorkloads(c.From, c.To)
	if err != nil {
		return fmt.Errorf("--from, --to: %w", err)
	}
	var names []string
	for _, w := range sizes {
		names = append(names, w.Name)
	}
	c.Given.Workload = strings.Join(names, ",")
	c.Implied = study.Reference()
	return nil
}
