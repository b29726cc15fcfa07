package verdict

import (
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
)

// Headline returns the answer of a run in a sentence or a few: of a study to its question,
// otherwise which contender is best, at its only place or over all of them. Every command and
// format takes its verdict from here, or from the sentences that it is made of.
func Headline(run *record.Run, rep *Report) string {
	var says []string
	switch run.Settings.Study {
	case record.StudyScale:
		s := ScaleOf(run, rep.Confidence)
		for _, a := range s.Answers {
			says = append(says, s.Sentence(a.Workload))
		}
	case record.StudyGrain:
		g, err := GrainOf(run, record.GrainReference, rep.Confidence)
		if err != nil {
			break
		}
		var workers []int
		for _, c := range g.Curves {
			if !slices.Contains(workers, c.Workers) {
				workers = append(workers, c.Workers)
				says = append(says, g.Sentence(c.Workers))
			}
		}
	case record.StudySweep:
		if s := SweepOf(rep).Sentence; s != "" && len(rep.Overall) == 0 && len(rep.Answers) > 1 {
			says = append(says, s)
		}
	}
	if len(says) > 0 {
		return strings.Join(slices.DeleteFunc(says, func(s string) bool { return s == "" }), " ")
	}
	switch {
	case len(rep.Answers) > 1 && len(rep.Overall) > 0:
		return rep.OverallSentence()
	case len(rep.Answers) > 0:
		return rep.Answers[0].Words()
	}
	return "no results."
}
