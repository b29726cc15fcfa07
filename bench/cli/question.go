package cli

import (
	"slices"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
)

// A question is a comparison that answers another question than which contender is best.
type question struct {
	name    string // as record.Settings.Study, and of the command
	short   string // what it does, in a line
	long    string // and in more
	example string
	without []string // flags of a comparison that make no sense
	bare    bool     // no job is measured by itself

	// flags adds flags of its own; nil: none.
	flags func(*options, *pflag.FlagSet)

	// fill sets what the flags leave out. It may change them.
	fill func(o *options) error

	// args returns its own flags, to repeat it; nil: none.
	args func(*options) []string

	// answer makes of the run what is to be told.
	answer func(*record.Run) (content.Study, error)
}

// questions are all of them: a new one is an entry here.
func questions() []*question { return []*question{scaleQuestion, grainQuestion} }

// questionByName returns a study, or nil.
func questionByName(name string) *question {
	all := questions()
	i := slices.IndexFunc(all, func(q *question) bool { return q.name == name })
	if i < 0 {
		return nil
	}
	return all[i]
}
