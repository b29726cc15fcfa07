package cli

import (
	"slices"

	"github.com/go-foundations/poolbench/bench/ask"
)

// questions are all questions: a new one is an entry here.
func questions() []*question { return []*question{scaleQuestion, grainQuestion, sweepQuestion} }

// questionByName returns a study, or nil.
func questionByName(name string) *question {
	all := questions()
	i := slices.IndexFunc(all, func(q *question) bool { return q.Name == name })
	if i < 0 {
		return nil
	}
	return all[i]
}

// newOptions returns the options, with their defaults, of a question; nil: which contender is
// best.
func newOptions(q *question) *options {
	if q == nil {
		return &options{Comparison: *ask.New(nil)}
	}
	return &options{Comparison: *ask.New(q.Study), question: q}
}
