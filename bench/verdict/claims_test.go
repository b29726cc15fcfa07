package verdict

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// anything returns a run of random contenders on random places: some equal, some not, with
// little noise or much, with few rounds or enough, of batches or with a tail.
func anything(rng *rand.Rand, study string) *record.Run {
	run := &record.Run{Paired: rng.IntN(8) > 0, Settings: record.Settings{Study: study}}
	pick := func(all ...float64) float64 { return all[rng.IntN(len(all))] }
	rounds := 1 + rng.IntN(16)
	noise := pick(0, 0.001, 0.02, 0.3)
	var names []string
	speed := make(map[string]float64)
	for i := range 2 + rng.IntN(5) {
		name := fmt.Sprintf("s%d", i)
		names = append(names, name)
		speed[name] = pick(1, 1, 1, 1.005, 1.05, 1.5)
	}
	sizes, workers := []float64{1e-3}, []int{1 + rng.IntN(4)}
	switch study {
	case record.StudyScale:
		workers = []int{1, 2, 4}
	case record.StudyGrain:
		names[0] = record.GrainReference
		speed[names[0]] = 1
		sizes = []float64{1e-7, 1e-6, 1e-5, 1e-4}
	default:
		sizes = sizes[:0]
		for range 1 + rng.IntN(3) {
			sizes = append(sizes, 1e-3)
		}
	}
	if study == record.StudySweep {
		run.Settings.Mode, run.Settings.Virtual = record.ModeStream, true
	}
	overhead := pick(1e-9, 1e-6, 1e-5, 1)
	for i, size := range sizes {
		w := record.Workload{Name: fmt.Sprintf("w%d", i), Jobs: 10, Mean: size, Exact: study == "" && rng.IntN(8) == 0}
		run.Workloads = append(run.Workloads, w)
		for round := 1; round <= rounds; round++ {
			for _, name := range names {
				for _, n := range workers {
					took := (size*10/float64(n) + overhead*speed[name]*10*pick(1, 1, 2)) * math.Exp(rng.NormFloat64()*noise)
					m := map[string]float64{"makespan": took, "throughput": 10 / took}
					if study == record.StudySweep {
						m = map[string]float64{"sojourn-p99": took * speed[name], "sojourn-mean": took}
					}
					run.Trials = append(run.Trials, record.Trial{Round: round, Workload: w.Name, Strategy: name, Workers: n, Jobs: 10, Metrics: m})
				}
			}
		}
	}
	return run
}

// TestSentencesClaimNothingDenied: of random data, in every study, no sentence claims what
// the interval or the group of what it names denies.
func TestSentencesClaimNothingDenied(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	kinds := make(map[string]int)
	for i := range 300 {
		study := []string{"", record.StudyScale, record.StudyGrain, record.StudySweep}[i%4]
		run := anything(rng, study)
		rep := Judge(run, Options{})
		for _, a := range rep.Answers {
			checkAnswer(t, rep, a, kinds)
		}
		switch study {
		case record.StudyScale:
			s := ScaleOf(run, rep.Confidence)
			for _, a := range s.Answers {
				claimed(t, s.Sentence(a.Workload), a)
				faster(t, s, s.Sentence(a.Workload), kinds)
			}
			marks := make(map[Place][]mark)
			for _, c := range s.Curves {
				for _, p := range c.Points {
					at := Place{Workload: c.Workload, Workers: p.Workers}
					marks[at] = append(marks[at], mark{c.Strategy, p.VsBest, p.VsBestLo, p.VsBestHi, p.First, p.Alone})
				}
			}
			for _, at := range marks {
				marked(t, at, kinds)
			}
		case record.StudyGrain:
			g, err := GrainOf(run, record.GrainReference, rep.Confidence)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range g.Answers {
				claimed(t, a.Sentence, a)
				lowest(t, g, a)
			}
			var at []mark
			for _, c := range g.Curves {
				if c.Strategy != g.Reference && !c.Below && !c.Above {
					at = append(at, mark{c.Strategy, c.VsBest, c.VsBestLo, c.VsBestHi, c.First, c.Alone})
				}
			}
			marked(t, at, kinds)
		}
		over(t, rep, kinds)
		if Headline(run, rep) == "" {
			t.Errorf("no headline of %+v", rep.Answers)
		}
		if t.Failed() {
			t.Fatalf("run %d", i)
		}
	}
	for _, kind := range []string{"wins", "ahead of the rest", "equivalent", "not distinguishable", "too few", "is the only strategy", "tie for best", "no strategy is", "furthest", "is not shown", "not shown to be ahead", "as fast as", "alone", "marked"} {
		if kinds[kind] == 0 {
			t.Errorf("no sentence says %q: %v", kind, kinds)
		}
	}
}

// checkAnswer checks an answer against the cells that it is about.
func checkAnswer(t *testing.T, rep *Report, a Answer, kinds map[string]int) {
	t.Helper()
	for _, kind := range []string{"wins", "ahead of the rest", "equivalent", "not distinguishable", "too few"} {
		if strings.Contains(a.Sentence, kind) {
			kinds[kind]++
		}
	}
	claimed(t, a.Sentence, a)
	front, _, _ := strings.Cut(a.Sentence, "ahead of the rest")
	for _, name := range a.Between {
		if front != a.Sentence && slices.Contains(strings.FieldsFunc(front, func(r rune) bool { return r == ' ' || r == ',' }), name) {
			t.Errorf("%q: %s is not shown to be ahead", a.Sentence, name)
		}
		kinds["not shown to be ahead"]++
	}
	m, _ := record.MetricByName(a.Metric)
	for _, c := range rep.Cells {
		if c.Place != a.Place || c.Metric != a.Metric || c.Priority != nil || c.Strategy == a.Tied[0] {
			continue
		}
		if few := a.TooFew > 0; few != (c.Group == 0) || !few && c.Group == 1 != slices.Contains(a.Tied, c.Strategy) {
			t.Errorf("%+v: %s is in group %d", a, c.Strategy, c.Group)
		}
		if c.RatioLo == nil || c.RatioHi == nil || a.Exact {
			continue
		}
		lo, hi := *c.RatioLo, *c.RatioHi
		one := lo <= 1 && 1 <= hi
		switch {
		case c.Group == 1 && !one:
			t.Errorf("%q: %s ties, and its interval is %v to %v", a.Sentence, c.Strategy, lo, hi)
		case c.Group > 1 && one:
			t.Errorf("%q: %s is behind, and its interval is %v to %v", a.Sentence, c.Strategy, lo, hi)
		case c.Group > 1 && (lo > 1) != (m.Better == record.Lower):
			t.Errorf("%q: %s is behind, and its interval, %v to %v, is better", a.Sentence, c.Strategy, lo, hi)
		case c.Group == 1 && strings.Contains(a.Sentence, "equivalent within 2 %") && max(apart(lo), apart(hi)) > rep.Tie+1e-9:
			t.Errorf("%q: the interval of %s is %v to %v", a.Sentence, c.Strategy, lo, hi)
		}
	}
}

// interval is that of a ratio.
var interval = regexp.MustCompile(`× \(([0-9.]+)–([0-9.]+)×\) the [^;]*of the (?:next best|best of)`)

// claimed checks the words of a sentence against the answer.
func claimed(t *testing.T, sentence string, a Answer) {
	t.Helper()
	has := func(words string) bool { return strings.Contains(sentence, words) }
	for words, allowed := range map[string]bool{
		" wins on ":           a.Winner != "" && a.TooFew == 0,
		"ahead of the rest":   a.Next != "" && len(a.Tied) > 1 && a.TooFew == 0,
		"equivalent within":   a.AnyWillDo && a.TooFew == 0,
		"not distinguishable": !a.AnyWillDo && len(a.Tied) > 1 && a.TooFew == 0,
		" will do":            a.TooFew == 0 && (a.AnyWillDo || a.SpreadMax != nil || a.Winner != ""),
		"would probably":      a.RoundsNeeded > 0 && a.TooFew == 0,
		"same ":               a.Exact,
	} {
		if has(words) && !allowed {
			t.Errorf("%q says %q: %+v", sentence, words, a)
		}
	}
	// What is said to be ahead is so as it is printed, too.
	if m := interval.FindStringSubmatch(sentence); m != nil && a.Next != "" {
		lo, _ := strconv.ParseFloat(m[1], 64)
		hi, _ := strconv.ParseFloat(m[2], 64)
		if lo <= 1 && 1 <= hi {
			t.Errorf("%q: says that one is ahead, with an interval that has 1 in it", sentence)
		}
	}
}

// over checks the sentences over all places.
func over(t *testing.T, rep *Report, kinds map[string]int) {
	t.Helper()
	s := rep.OverallSentence()
	for _, kind := range []string{"is the only strategy", "tie for best", "no strategy is"} {
		if strings.Contains(s, kind) {
			kinds[kind]++
		}
	}
	var everywhere []string
	for _, x := range rep.Overall {
		tied, judged := 0, 0
		for _, a := range rep.Answers {
			if a.TooFew > 0 {
				continue
			}
			judged++
			if slices.Contains(a.Tied, x.Strategy) {
				tied++
			}
		}
		if judged > 0 && tied == judged {
			everywhere = append(everywhere, x.Strategy)
		}
		if judged == 0 && !strings.HasPrefix(s, "undecided: ") {
			t.Errorf("%q, and no place has enough rounds", s)
		}
	}
	if only := strings.Contains(s, "is the only strategy"); only != (len(everywhere) == 1) || only && !strings.HasPrefix(s, everywhere[0]+" ") {
		t.Errorf("%q, and among the best everywhere are %q", s, everywhere)
	}
	if strings.Contains(s, "tie for best") != (len(everywhere) > 1) {
		t.Errorf("%q, and among the best everywhere are %q", s, everywhere)
	}
	w := rep.WorstSentence()
	if w == "" {
		return
	}
	kinds["furthest"]++
	name, _, _ := strings.Cut(w, " ")
	i := slices.IndexFunc(rep.Overall, func(x Standing) bool { return x.Strategy == name })
	for _, c := range rep.Cells {
		if at := rep.Overall[i].At; c.Place == at && c.Strategy == name && c.Priority == nil && c.Group == 1 {
			for _, a := range rep.Answers {
				if a.Place == at && a.Metric == c.Metric {
					t.Errorf("%q, and it is among the best there", w)
				}
			}
		}
	}
}

// faster checks what a sentence says about speed-up.
func faster(t *testing.T, s *Scale, sentence string, kinds map[string]int) {
	t.Helper()
	for _, c := range s.Curves {
		p := c.Points[len(c.Points)-1]
		about := fmt.Sprintf(" %s with %d workers ", c.Strategy, p.Workers)
		_, says, ok := strings.Cut(sentence, about)
		if !ok {
			continue
		}
		for _, kind := range []string{"is not shown", "as fast as"} {
			if strings.Contains(says, kind) {
				kinds[kind]++
			}
		}
		if p.SpeedUpLo == nil {
			t.Errorf("%q: claims without an interval", sentence)
			continue
		}
		for words, allowed := range map[string]bool{
			"as fast as with one": *p.SpeedUpLo > 1, "slower than": *p.SpeedUpHi < 1, "is not shown": *p.SpeedUpLo <= 1 && *p.SpeedUpHi >= 1,
			"more than the number": *p.SpeedUpLo > float64(p.Workers), "would explain": *p.SerialLo > 0,
		} {
			if strings.Contains(says, words) && !allowed {
				t.Errorf("%q: says %q, and the speed-up is %v (%v to %v), the serial fraction %v to %v", sentence, words, p.SpeedUp, *p.SpeedUpLo, *p.SpeedUpHi, *p.SerialLo, *p.SerialHi)
			}
		}
	}
}

// A mark is what a table of a study says of a contender at one place.
type mark struct {
	strategy      string
	ratio, lo, hi *float64
	first, alone  bool
}

// marked checks that who is marked as best, alone or with others, is not denied that by an
// interval, and that nobody is behind whose interval has 1 in it.
func marked(t *testing.T, at []mark, kinds map[string]int) {
	t.Helper()
	first := 0
	for _, m := range at {
		if m.first {
			first++
		}
	}
	for _, m := range at {
		if m.alone {
			kinds["alone"]++
		}
		if m.alone != (m.first && first == 1 && len(at) > 1) || m.alone && m.ratio != nil {
			t.Errorf("%+v is alone among %+v", m, at)
		}
		if m.lo == nil || m.hi == nil || first == 0 {
			continue
		}
		kinds["marked"]++
		if one := *m.lo <= 1 && 1 <= *m.hi; one != m.first {
			t.Errorf("%s: first is %v, and its interval %v to %v", m.strategy, m.first, *m.lo, *m.hi)
		}
	}
}

// lowest checks that who is named with a METG has one, and that the reference is not named.
func lowest(t *testing.T, g *Grain, a Answer) {
	t.Helper()
	for _, name := range append(slices.Clone(a.Tied), a.Next) {
		i := slices.IndexFunc(g.Curves, func(c GrainCurve) bool { return c.Strategy == name && c.Workers == a.Workers })
		if name != "" && (i < 0 || name == g.Reference || g.Curves[i].Below || g.Curves[i].Above) {
			t.Errorf("%q names %s", a.Sentence, name)
		}
	}
}
