package content

import (
	"fmt"
	"math"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Next says what to do after the answers of a run: give it the rounds that would probably
// decide, or look closer.
func Next(run *record.Run, rep *verdict.Report) string { return NextOf(run, rep.Answers) }

// NextOf is [Next] for other answers to the run.
func NextOf(run *record.Run, answers []verdict.Answer) string {
	least, need, never, noisy := 0, 0, false, false
	for _, a := range answers {
		if len(a.Tied) < 2 || a.Exact || a.AnyWillDo {
			continue
		}
		if least = max(least, a.TooFew); a.TooFew > 0 {
			continue // with fewer rounds nothing is known of the noise
		}
		need, never = max(need, a.RoundsNeeded), never || a.RoundsNeeded == 0
		noisy = noisy || a.RoundsNeeded == 0 && a.Noisy()
	}
	const closer = "-v has details, --html page.html a page with charts"
	switch {
	case least > 0:
		return fmt.Sprintf("--rounds %d%s are the fewest that can decide; %s", least, budget(run, least), closer)
	case noisy && need == 0 && !run.Settings.Virtual && run.Paired:
		return "the noise is too great here: try a quieter machine, or virtual time (--virtual) for what scheduling alone does; " + closer
	case need > 0 && never:
		return fmt.Sprintf("--rounds %d%s would probably decide some, others are too close to be told apart; %s", need, budget(run, need), closer)
	case need > 0:
		return fmt.Sprintf("--rounds %d%s would probably decide; %s", need, budget(run, need), closer)
	case never && !run.Paired:
		return "paired rounds, as compare runs them, decide more; " + closer
	case never && len(run.Settings.Strategies) > 2:
		return "these are too close to be told apart here; fewer strategies (--strategy A,B) need fewer rounds; " + closer
	case never:
		return "these are too close to be told apart here; " + closer
	}
	return beside(&run.Settings) + closer
}

// beside returns advice that gives a run with one of everything something to compare with;
// empty: it has something.
func beside(s *record.Settings) string {
	switch {
	case s.Study == record.StudyScale && len(s.Workers) == 1 && s.Workers[0] == 1:
		return "--workers 1,2,4 shows how it scales; "
	case s.Study == record.StudyScale && len(s.Workers) == 1:
		return fmt.Sprintf("--workers 1,%d shows how it scales; ", s.Workers[0])
	case s.Study == "" && len(s.Strategies) == 1:
		return "a second strategy (--strategy A,B) gives it something to compare with; "
	}
	return ""
}

// budget returns the flag for the time that this many rounds take, with some to spare; none
// in virtual time, where it matters little.
func budget(run *record.Run, rounds int) string {
	if run.Settings.Virtual || run.Duration <= 0 || run.Settings.RoundsDone == 0 {
		return ""
	}
	seconds := 1.2 * run.Duration / float64(run.Settings.RoundsDone) * float64(rounds)
	if seconds > 24*3600 {
		return ""
	}
	ten := time.Duration(math.Ceil(seconds/10)) * 10 * time.Second
	return fmt.Sprintf(" --budget %v", ten)
}
