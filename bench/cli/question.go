package cli

import "slices"

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
