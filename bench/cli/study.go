package cli

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/study"
)

// A question is a comparison that answers another question than which contender is best.
type question struct {
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

// questions are all of them: a new one is an entry here.
var questions = []*question{
	{
		name: record.StudyScale, without: slices.Concat([]string{"load", "arrivals", "metric"}, againFlags),
		fill: fillScale,
		answer: func(run *record.Run) (content.Study, error) {
			return findings.Scale{Scale: study.Scale{}.Of(run)}, nil
		},
	},
	{
		name: record.StudyGrain, without: slices.Concat([]string{"workload", "load", "arrivals", "metric", "virtual", "cores", "io"}, againFlags), bare: true,
		flags: func(o *options, fs *flag.FlagSet) {
			fs.DurationVar(&o.from, "from", study.DefaultFrom, "`SIZE` of the shortest jobs")
			fs.DurationVar(&o.to, "to", study.DefaultTo, "`SIZE` of the longest jobs")
		},
		fill: fillGrain,
		args: func(o *options) []string { return []string{"--from", o.from.String(), "--to", o.to.String()} },
		answer: func(run *record.Run) (content.Study, error) {
			g, err := study.Grain{}.Of(run)
			return findings.Grain{Grain: g}, err
		},
	},
}

// questionByName returns a study, or nil.
func questionByName(name string) *question {
	i := slices.IndexFunc(questions, func(s *question) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return questions[i]
}

// refuse returns an error if a flag was given that the study has not.
func (s *question) refuse(set map[string]bool) error {
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
		g.workload = study.ScaleWorkload
	}
	wanted, err := parseWorkers(g.workers)
	if err != nil {
		return err
	}
	var counts []string
	for _, n := range study.ScaleWorkers(wanted, o.mode.Virtual) {
		counts = append(counts, strconv.Itoa(n))
	}
	g.workers = strings.Join(counts, ",")
	return nil
}

// fillGrain has equal jobs of each size run, and what sets the best rate among those that
// run them.
func fillGrain(_ *command, o *options, g *given, set map[string]bool) error {
	sizes, err := study.GrainWorkloads(o.from, o.to)
	if err != nil {
		return fmt.Errorf("--from, --to: %w", err)
	}
	var names []string
	for _, w := range sizes {
		names = append(names, w.Name)
	}
	g.workload = strings.Join(names, ",")
	if !set["jobs"] {
		o.jobs = study.GrainJobs
	}
	if !set["budget"] {
		o.budget = study.GrainBudget
	}
	o.implied = study.Reference()
	return nil
}
