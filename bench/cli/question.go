package cli

import "slices"

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

// ask has the options answer a question; nil: which contender is best.
func (o *options) ask(q *question) {
	if o.question = q; q != nil {
		o.Study = q.Study
	}
}
