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

// numbers are those of a sentence's clauses, by the word that tells the verdict.
var numbers = regexp.MustCompile(`(the only figure|the other figure|all \d+ figures|all \d+ others|\d+ of \d+ figures|\d+ benchmarks?|\d+ figures?|\d+) (?:is|are|has|have) (worse, but waived|worse|better|undecided|within|reported|not judged|vanished|unusable|missing)`)

// counts returns how many figures a sentence gives which verdict.
func counts(sentence string) map[string]int {
	out := make(map[string]int)
	for _, m := range numbers.FindAllStringSubmatch(sentence, -1) {
		n := 1
		for word := range strings.FieldsSeq(m[1]) {
			if v, err := strconv.Atoi(word); err == nil {
				n = v
				break
			}
		}
		out[m[2]] += n
	}
	return out
}

// sided returns random values of both sides and a control: equal, apart by a share, or wild.
func sided(rng *rand.Rand, unit string, rounds int) Paired {
	pick := func(all ...float64) float64 { return all[rng.IntN(len(all))] }
	f := Paired{Name: fmt.Sprintf("B%d", rng.Uint32()), Unit: unit}
	change, noise, off := pick(1, 1, 1.01, 1.1, 0.8, 2), pick(0, 0.001, 0.02, 0.3), pick(1, 1, 1, 1, 1, 1, 1, 1.2)
	for range rounds {
		v := func(times float64) float64 {
			x := 100 * times * math.Exp(rng.NormFloat64()*noise)
			if unit == "allocs/op" {
				return math.Round(x)
			}
			return x
		}
		f.Base, f.Head, f.Control = append(f.Base, v(1)), append(f.Head, v(change)), append(f.Control, v(off))
	}
	if rng.IntN(20) == 0 {
		f.Head[0] = math.NaN()
	}
	return f
}

// TestGateSentencesClaimNothingDenied: of random rounds of two versions, the sentence of the
// gate counts what the figures are, and no figure is said to be worse, better or within the
// margin against its own interval.
func TestGateSentencesClaimNothingDenied(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	kinds := make(map[string]int)
	for i := range 300 {
		rounds := 1 + rng.IntN(20)
		var figures []Paired
		for range rng.IntN(5) {
			figures = append(figures, sided(rng, []string{"sec/op", "allocs/op", "hits/op", "jobs/s"}[rng.IntN(4)], rounds))
		}
		g := Gate(figures, 0.02, 0.05)
		if rng.IntN(10) == 0 {
			g.Missing = []Gone{{Name: "Old"}}
		}
		s := g.Sentence("0123456789abcdef")
		word, _, _ := strings.Cut(s, ":")
		kinds[word]++
		want := map[string]int{"undecided": g.Count(Inconclusive), "worse": g.Count(Regressed), "better": g.Count(Improved), "within": g.Count(Passed), "reported": g.Count(Reported)}
		if g.Disturbed {
			clear(want) // nothing is concluded
		}
		if !strings.HasPrefix(s, "nothing to compare") {
			want["unusable"], want["missing"] = g.Count(Unusable), len(g.Missing)
		}
		got := counts(s)
		for what, n := range want {
			if got[what] != n {
				t.Errorf("run %d: %q says that %d are %s, want %d", i, s, got[what], what, n)
			}
			delete(got, what)
		}
		if len(got) > 0 {
			t.Errorf("run %d: %q says %v, too", i, s, got)
		}
		if passed := word == "passed"; passed && (len(g.Missing)+want["unusable"]+want["worse"]+want["undecided"] > 0 || g.Disturbed || len(g.Figures) == 0) {
			t.Errorf("run %d: %q of %+v", i, s, g)
		}
		for _, f := range g.Figures {
			checkFigure(t, f.Paired.Better, f.Verdict, f.RatioLo, f.RatioHi, 0.02, s)
		}
		checkNext(t, g.Next(), word, want["undecided"] > 0, kinds)
	}
	for _, kind := range []string{"passed", "failed", "regressed", "inconclusive", "nothing to judge", "nothing to compare", "would decide", "over 1000", "waived"} {
		if kinds[kind] == 0 {
			t.Errorf("no sentence says %q: %v", kind, kinds)
		}
	}
}

// checkFigure checks a verdict against the interval, if there is one.
func checkFigure(t *testing.T, better Better, v Verdict, lo, hi *float64, margin float64, sentence string) {
	t.Helper()
	if lo == nil || hi == nil {
		return
	}
	edge := 1 + margin
	above, below, within := *lo > edge, *hi < 1/edge, *lo >= 1/edge-1e-9 && *hi <= edge+1e-9
	if better == Higher {
		above, below = below, above
	}
	if v == Regressed && !above || v == Improved && !below || v == Passed && !within {
		t.Errorf("%q: a figure of which %s is better is %s, and its interval is %v to %v", sentence, better, v, *lo, *hi)
	}
}

// checkNext checks that what is to be done next fits the answer.
func checkNext(t *testing.T, next, word string, undecided bool, kinds map[string]int) {
	t.Helper()
	for _, kind := range []string{"would decide", "over 1000", "waived"} {
		if strings.Contains(next, kind) {
			kinds[kind]++
		}
	}
	if decides := strings.Contains(next, "more round"); decides != undecided {
		t.Errorf("next: %q, and figures are undecided: %v", next, undecided)
	}
	if strings.Contains(next, "waived") && word != "regressed" && word != "failed" || word == "passed" && next != "" {
		t.Errorf("%s, and next: %q", word, next)
	}
}

// TestOutputSentencesClaimNothingDenied is the same of two outputs of go test, and of two
// stored runs.
func TestOutputSentencesClaimNothingDenied(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	kinds := make(map[string]int)
	for i := range 200 {
		var all []Samples
		for range rng.IntN(5) {
			f := sided(rng, []string{"sec/op", "hits/op", "jobs/s"}[rng.IntN(3)], 1+rng.IntN(12))
			better, _ := BetterOf(f.Unit, nil)
			s := Samples{Name: f.Name, Unit: f.Unit, Base: f.Base, Head: f.Head, Better: better}
			if rng.IntN(20) == 0 {
				s.Head = nil
			}
			all = append(all, s)
		}
		r := JudgeSamples(all, 0.02, 0.05)
		s := r.Sentence()
		word, _, _ := strings.Cut(s, ":")
		kinds[word]++
		got := counts(s)
		for what, v := range map[string]Verdict{"vanished": Missing, "unusable": Unusable, "worse": Regressed, "better": Improved, "undecided": Inconclusive, "within": Passed, "not judged": Reported} {
			if got[what] != r.Count(v) {
				t.Errorf("run %d: %q says that %d are %s, want %d", i, s, got[what], what, r.Count(v))
			}
		}
		for _, f := range r.Figures {
			checkFigure(t, f.Better, f.Verdict, f.RatioLo, f.RatioHi, 0.02, s)
		}
		checkTurns(t, r.Next(), s)

		a, b := anything(rng, ""), anything(rng, "")
		if i%2 == 0 {
			b = slower(a, []float64{1, 1.3, 0.7}[rng.IntN(3)])
		}
		d, err := Difference(a, b, 0.02, Options{})
		if err != nil {
			t.Fatal(err)
		}
		s = ChangesSentence([]*Diff{d})
		word, _, _ = strings.Cut(s, ":")
		kinds["diff "+word]++
		got = counts(s)
		for what, v := range map[string]Verdict{"vanished": Missing, "worse": Regressed, "better": Improved, "undecided": Inconclusive, "within": Passed} {
			if got[what] != d.Count(v) {
				t.Errorf("run %d: %q says that %d are %s, want %d", i, s, got[what], what, d.Count(v))
			}
		}
		for _, c := range d.Changes {
			m, _ := record.MetricByName(c.Metric)
			checkFigure(t, m.Better, c.Verdict, c.RatioLo, c.RatioHi, 0.02, s)
		}
		checkTurns(t, d.Next(), s)
	}
	for _, kind := range []string{"passed", "failed", "regressed", "inconclusive", "nothing to judge", "diff failed", "diff regressed", "diff inconclusive", "diff passed"} {
		if kinds[kind] == 0 {
			t.Errorf("no sentence says %q: %v", kind, kinds)
		}
	}
}

// slower returns a run whose jobs took so many times as long.
func slower(run *record.Run, times float64) *record.Run {
	out := *run
	out.Trials = slices.Clone(run.Trials)
	for i := range out.Trials {
		m := out.Trials[i].Metrics
		out.Trials[i].Metrics = map[string]float64{"makespan": m["makespan"] * times, "throughput": m["throughput"] / times}
	}
	return &out
}

// checkTurns checks that a surer way is shown where, and only where, something has changed
// or is open.
func checkTurns(t *testing.T, next, sentence string) {
	t.Helper()
	open := strings.Contains(sentence, "worse") || strings.Contains(sentence, "better") || strings.Contains(sentence, "undecided")
	if open != (next != "") {
		t.Errorf("%q, and next: %q", sentence, next)
	}
}
