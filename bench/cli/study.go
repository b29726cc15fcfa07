package cli

import (
	"errors"
	"flag"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/plain"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// A study is a comparison that answers another question than which contender is best.
type study struct {
	name    string   // as record.Settings.Study, and the subcommand
	without []string // flags of a comparison that make no sense
	bare    bool     // no job is measured by itself

	// flags adds flags of its own; nil: none.
	flags func(*options, *flag.FlagSet)

	// fill sets what the flags leave out. It may change them.
	fill func(c *command, o *options, g *given, set map[string]bool) error

	// args returns its own flags, to repeat it; nil: none.
	args func(*options) []string

	// answer makes of the run what is to be told.
	answer func(*record.Run) (content.Study, error)
}

// studies are all of them: a new one is an entry here.
var studies = []*study{
	{
		name: record.StudyScale, without: slices.Concat([]string{"load", "arrivals", "metric"}, againFlags),
		fill: fillScale,
		answer: func(run *record.Run) (content.Study, error) {
			return findings.Scale{Scale: verdict.ScaleOf(run, studyConfidence)}, nil
		},
	},
	{
		name: record.StudyGrain, without: slices.Concat([]string{"workload", "load", "arrivals", "metric", "virtual", "cores", "io"}, againFlags), bare: true,
		flags: func(o *options, fs *flag.FlagSet) {
			fs.DurationVar(&o.from, "from", defaultFrom, "`SIZE` of the shortest jobs")
			fs.DurationVar(&o.to, "to", defaultTo, "`SIZE` of the longest jobs")
		},
		fill: fillGrain,
		args: func(o *options) []string { return []string{"--from", o.from.String(), "--to", o.to.String()} },
		answer: func(run *record.Run) (content.Study, error) {
			g, err := verdict.GrainOf(run, plain.Static, studyConfidence)
			return findings.Grain{Grain: g}, err
		},
	},
}

const (
	studyConfidence = 0.95

	// Four decades, around what handing out a job costs anywhere.
	defaultFrom = 32 * time.Nanosecond
	defaultTo   = 320 * time.Microsecond

	grainJobs   = 4096
	grainBudget = 3 * time.Minute

	mostDefaultWorkers = 64 // of a study in virtual time
)

// studyByName returns a study, or nil.
func studyByName(name string) *study {
	i := slices.IndexFunc(studies, func(s *study) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return studies[i]
}

// refuse returns an error if a flag was given that the study has not.
func (s *study) refuse(set map[string]bool) error {
	for _, name := range s.without {
		if set[name] {
			return fmt.Errorf("--%s: is not for compare %s", name, s.name)
		}
	}
	return nil
}

// fillScale has batches run with one worker, and by default with each power of two.
func fillScale(_ *command, o *options, g *given, set map[string]bool) error {
	if !set["workload"] {
		g.workload = "fixed"
	}
	if !set["workers"] {
		most := max(2, runtime.GOMAXPROCS(0))
		if o.mode.Virtual {
			most = mostDefaultWorkers
		}
		var counts []string
		for n := 1; n <= most; n *= 2 {
			counts = append(counts, strconv.Itoa(n))
		}
		g.workers = strings.Join(counts, ",")
		return nil
	}
	if counts := splitList(g.workers); !slices.Contains(counts, "1") {
		g.workers = strings.Join(append([]string{"1"}, counts...), ",")
	}
	return nil
}

// fillGrain has equal jobs of each size run, and what sets the best rate among those that
// run them.
func fillGrain(c *command, o *options, g *given, set map[string]bool) error {
	sizes := grainSizes(o.from, o.to)
	if o.from <= 0 || o.to > time.Second || len(sizes) < 2 {
		return fmt.Errorf("--from %v --to %v: want two sizes or more, up to 1s, of 10ns, 32ns, 100ns, 320ns, 1µs and so on", o.from, o.to)
	}
	var names []string
	for _, size := range sizes {
		names = append(names, workloads.FixedOf(size).Name)
	}
	g.workload = strings.Join(names, ",")
	if !set["jobs"] {
		o.jobs = grainJobs
	}
	if !set["budget"] {
		o.budget = grainBudget
	}
	i := slices.IndexFunc(c.Peers, func(p bench.Contender) bool { return p.Name() == plain.Static })
	if i < 0 {
		return errors.New("grain: there is no " + plain.Static)
	}
	o.implied = c.Peers[i]
	return nil
}

// grainSizes returns two sizes per decade.
func grainSizes(from, to time.Duration) []time.Duration {
	var sizes []time.Duration
	for decade := 10 * time.Nanosecond; decade <= time.Second; decade *= 10 {
		for _, size := range []time.Duration{decade, decade * 32 / 10} {
			if size >= from && size <= to {
				sizes = append(sizes, size)
			}
		}
	}
	return sizes
}
