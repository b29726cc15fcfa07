package cli

import (
	"slices"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A question is a comparison that answers something other than which contender is best.
type question struct {
	name    string // as record.Settings.Study, and of the command
	short   string // what it does, in a line
	long    string // and in more
	example string
	without []string // flags of a comparison that make no sense
	bare    bool     // jobs are not measured one by one

	// flags adds flags of its own; nil: none.
	flags func(*options, *pflag.FlagSet)

	// fill sets the options that the flags leave out, and may change others.
	fill func(o *options) error

	// args returns its own flags, for the command that repeats the run; nil: none.
	args func(*options) []string

	// answer makes the answer from the run and its judgement.
	answer func(*record.Run, *verdict.Report) (content.Study, error)
}

// questions are all questions: a new one is an entry here.
func questions() []*question { return []*question{scaleQuestion, grainQuestion, sweepQuestion} }

// questionByName returns a study, or nil.
func questionByName(name string) *question {
	all := questions()
	i := slices.IndexFunc(all, func(q *question) bool { return q.name == name })
	if i < 0 {
		return nil
	}
	return all[i]
}
