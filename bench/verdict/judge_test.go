package verdict

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// drawn returns a paired run on one workload in which each contender has its
// factor times a common drift times noise of that size.
func drawn(seed uint64, rounds int, noise float64, factors map[string]float64) *record.Run {
	rng := rand.New(rand.NewPCG(seed, 1))
	var names []string
	for name := range factors {
		names = append(names, name)
	}
	slices.Sort(names)
	run := &record.Run{Schema: record.Version, Paired: true}
	for round := 1; round <= rounds; round++ {
		drift := math.Exp(rng.NormFloat64() * 0.2)
		for position, i := range rng.Perm(len(names)) {
			speed := 1e5 * factors[names[i]] * drift * math.Exp(rng.NormFloat64()*noise)
			run.Trials = append(run.Trials, record.Trial{Round: round, Position: position + 1, Workload: "skewed",
				Strategy: names[i], Workers: 4, Jobs: 1000,
				Metrics: map[string]float64{"throughput": speed, "makespan": 1000 / speed, "overhead": 0}})
		}
	}
	return run
}

func cell(t *testing.T, rep *Report, strategy, metric string) Cell {
	t.Helper()
	for _, c := range rep.Cells {
		if c.Strategy == strategy && c.Metric == metric {
			return c
		}
	}
	t.Fatalf("no cell for %s, %s", strategy, metric)
	return Cell{}
}

func TestWinner(t *testing.T) {
	run := drawn(1, 20, 0.01, map[string]float64{"work-stealing": 1.3, "chunked": 1, "batch": 0.999, "round-robin": 0.5})
	rep := Judge(run, Options{})
	a := rep.Answers[0]
	if a.Winner != "work-stealing" || !slices.Contains([]string{"chunked", "batch"}, a.Next) {
		t.Fatalf("answer = %+v, want work-stealing before chunked or batch", a)
	}
	if *a.RatioLo > 1.3 || *a.RatioHi < 1.3 || *a.Ratio < 1.28 || *a.Ratio > 1.32 {
		t.Errorf("ratio %v (%v–%v), want about 1.3", *a.Ratio, *a.RatioLo, *a.RatioHi)
	}
	if !strings.HasPrefix(a.Sentence, "work-stealing wins on skewed: 1.3") ||
		!strings.Contains(a.Sentence, "×) the throughput of the next best, "+a.Next+", over 20 rounds (p < 0.001).") {
		t.Errorf("sentence %q", a.Sentence)
	}
	groups := map[string]int{}
	for _, c := range rep.Cells {
		if c.Metric == "throughput" {
			groups[c.Strategy] = c.Group
		}
	}
	if want := map[string]int{"work-stealing": 1, "chunked": 2, "batch": 2, "round-robin": 3}; !reflect.DeepEqual(groups, want) {
		t.Errorf("groups = %v, want %v", groups, want)
	}
	best := cell(t, rep, "work-stealing", "throughput")
	if *best.Ratio != 1 || *best.RatioLo != 1 || best.PAdjusted != 1 {
		t.Errorf("the best's ratio = %v, p = %v, want 1 and 1", *best.Ratio, best.PAdjusted)
	}
	// Lower is better for the makespan: the same order, ratios above 1.
	if c := cell(t, rep, "round-robin", "makespan"); c.Group != 3 || *c.Ratio < 2.5 || *c.Ratio > 2.7 {
		t.Errorf("round-robin's makespan = %+v, want ratio 2.6 in group 3", c)
	}
	// 20 drifting rounds: the pairs see through what single medians cannot.
	if c := cell(t, rep, "chunked", "throughput"); *c.Hi-*c.Lo < 0.05*c.Median || *c.RatioHi-*c.RatioLo > 0.03 {
		t.Errorf("chunked: median %v (%v–%v), ratio %v–%v: pairing lost", c.Median, *c.Lo, *c.Hi, *c.RatioLo, *c.RatioHi)
	}
}

func TestValuesOfZeroHaveNoRatio(t *testing.T) {
	rep := Judge(drawn(1, 8, 0.01, map[string]float64{"a": 1, "b": 1}), Options{})
	for _, name := range []string{"a", "b"} {
		if c := cell(t, rep, name, "overhead"); c.Ratio != nil || c.Group != 1 || c.PAdjusted != 1 || c.Median != 0 {
			t.Errorf("%s: overhead %+v, want a tie without a ratio", name, c)
		}
	}
	run := drawn(1, 8, 0.01, map[string]float64{"a": 1, "b": 1})
	for i := range run.Trials {
		if run.Trials[i].Strategy == "b" {
			run.Trials[i].Metrics["overhead"] = float64(i + 1)
		}
	}
	if c := cell(t, Judge(run, Options{}), "b", "overhead"); c.Ratio != nil || c.Group != 2 {
		t.Errorf("b: overhead %+v, want group 2 by differences", c)
	}
}

// TestBetween: one that ties with the leader, and with one of the rest, is not said to be ahead of
// the rest.
func TestBetween(t *testing.T) {
	run := drawn(4, 12, 0.01, map[string]float64{"a": 1.02, "c": 1})
	rng := rand.New(rand.NewPCG(1, 1))
	for _, trial := range run.Trials {
		if trial.Strategy == "a" { // b is noisy, and lies between the two
			speed := trial.Metrics["throughput"] * 0.99 * math.Exp(rng.NormFloat64()*0.02)
			trial.Strategy, trial.Position = "b", 3
			trial.Metrics = map[string]float64{"throughput": speed, "makespan": 1000 / speed, "overhead": 0}
			run.Trials = append(run.Trials, trial)
		}
	}
	a := Judge(run, Options{}).Answers[0]
	const want = "a is ahead of the rest on skewed: it has "
	if !slices.Equal(a.Tied, []string{"a", "b"}) || !slices.Equal(a.Between, []string{"b"}) || !strings.HasPrefix(a.Sentence, want) ||
		!strings.Contains(a.Sentence, "; b is not shown to be ahead of each of them; a and b are ") {
		t.Errorf("%+v, want %q", a, want)
	}
}

func TestTies(t *testing.T) {
	for _, tt := range []struct {
		name    string
		run     *record.Run
		any     bool
		need    bool
		phrases []string
	}{
		{"surely equal", drawn(2, 30, 0.003, map[string]float64{"a": 1, "b": 1, "c": 1}), true, false,
			[]string{"no difference that matters on skewed: ", "are equivalent within 2 % after 30 rounds; any of them will do."}},
		{"too few rounds", drawn(3, 3, 0.01, map[string]float64{"a": 1.2, "b": 1}), false, true,
			[]string{"undecided on skewed: 3 rounds are too few for 2 contenders (6 needed)."}},
		{"one round", drawn(3, 1, 0.01, map[string]float64{"a": 1.2, "b": 1}), false, true,
			[]string{"undecided on skewed: 1 round is too few for 2 contenders (6 needed)."}},
		{"tied, ahead of the rest", drawn(4, 30, 0.003, map[string]float64{"a": 1, "b": 1, "c": 0.5}), true, false,
			[]string{" tie on skewed, ahead of the rest: ", "the best of the rest, c, over 30 rounds (p < 0.001); they are equivalent within 2 %: either will do."}},
		{"tied, hardly ahead of the rest", drawn(4, 30, 0.001, map[string]float64{"a": 1, "b": 1, "c": 0.99}), true, false,
			[]string{" tie on skewed, ahead of the rest: ", "either will do; the difference from the rest is under 2 %, so c will do too."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := Judge(tt.run, Options{}).Answers[0]
			if a.Winner != "" || a.AnyWillDo != tt.any || a.RoundsNeeded > 0 != tt.need {
				t.Errorf("answer %+v, want any %v, advice %v", a, tt.any, tt.need)
			}
			if few := a.N < 6; few != (a.TooFew == 6) || !few && a.TooFew != 0 {
				t.Errorf("%d rounds, too few %d", a.N, a.TooFew)
			}
			for _, phrase := range tt.phrases {
				if !strings.Contains(a.Sentence, phrase) {
					t.Errorf("sentence %q lacks %q", a.Sentence, phrase)
				}
			}
		})
	}
}

func TestWinThatDoesNotMatter(t *testing.T) {
	a := Judge(drawn(5, 30, 0.002, map[string]float64{"a": 1.01, "b": 1}), Options{}).Answers[0]
	if a.Winner != "a" || !strings.HasSuffix(a.Sentence, "; the difference is under 2 %, so b will do too.") {
		t.Errorf("sentence %q, want a win that does not matter", a.Sentence)
	}
}

func TestFewRoundsHaveNoInterval(t *testing.T) {
	for _, rounds := range []int{1, 5, 6} {
		rep := Judge(drawn(6, rounds, 0.01, map[string]float64{"a": 2, "b": 1}), Options{})
		c := cell(t, rep, "b", "throughput")
		if has := rounds >= 6; (c.Lo != nil) != has || (c.Hi != nil) != has || (c.RatioLo != nil) != has || (c.RatioHi != nil) != has {
			t.Errorf("%d rounds: cell %+v, want intervals: %v", rounds, c, has)
		}
		if c.N != rounds || c.Ratio == nil {
			t.Errorf("%d rounds: n = %d, ratio %v", rounds, c.N, c.Ratio)
		}
	}
}

func TestCellJSON(t *testing.T) {
	rep := Judge(drawn(6, 2, 0.01, map[string]float64{"a": 2, "b": 1}), Options{})
	data, err := json.Marshal(cell(t, rep, "b", "throughput"))
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	want := strings.Fields("group hi lo median metric n p_adjusted ratio ratio_hi ratio_lo strategy unit workers workload")
	if !slices.Equal(names, want) {
		t.Errorf("fields %v, want %v", names, want)
	}
	if fields["lo"] != nil || fields["hi"] != nil || fields["ratio_lo"] != nil || fields["ratio_hi"] != nil {
		t.Errorf("intervals of 2 rounds are not null: %s", data)
	}
}

func TestFailedContendersHaveNoCells(t *testing.T) {
	run := drawn(7, 8, 0.01, map[string]float64{"a": 1, "b": 2, "c": 1})
	for i, trial := range run.Trials {
		if trial.Strategy == "b" && trial.Round > 6 {
			run.Trials[i].Metrics, run.Trials[i].Error = nil, "lost job 3"
		}
	}
	rep := Judge(run, Options{})
	if want := []Failure{{Place{"skewed", 4, 0}, "b", 7, 2, 8, "lost job 3"}}; !reflect.DeepEqual(rep.Failures, want) {
		t.Errorf("failures = %+v, want %+v", rep.Failures, want)
	}
	for _, c := range rep.Cells {
		if c.Strategy == "b" {
			t.Errorf("a failed contender has the cell %+v", c)
		}
	}
	if s := rep.Answers[0].Sentence; !strings.HasSuffix(s, " Left out because it failed: b.") {
		t.Errorf("sentence %q does not name the failed one", s)
	}
}

func TestNothingToCompare(t *testing.T) {
	alone := drawn(1, 3, 0.01, map[string]float64{"a": 1})
	failed := drawn(1, 1, 0.01, map[string]float64{"a": 1})
	failed.Trials[0].Metrics, failed.Trials[0].Error = nil, "boom"
	for _, tt := range []struct {
		run  *record.Run
		o    Options
		want string
	}{
		{alone, Options{}, "only a has results on skewed: nothing to compare it with."},
		{alone, Options{Metric: "bytes"}, "no answer on skewed: no contender has the metric bytes."},
		{failed, Options{}, "no answer on skewed: every contender failed."},
	} {
		if got := Judge(tt.run, tt.o).Answers[0].Sentence; got != tt.want {
			t.Errorf("sentence %q, want %q", got, tt.want)
		}
	}
	if rep := Judge(&record.Run{}, Options{}); len(rep.Answers) != 0 || len(rep.Cells) != 0 {
		t.Errorf("an empty run has the report %+v", rep)
	}
}

func TestUnpaired(t *testing.T) {
	run := drawn(8, 12, 0.01, map[string]float64{"a": 3, "b": 1})
	run.Paired = false
	rep := Judge(run, Options{})
	c := cell(t, rep, "b", "throughput")
	want := c.Median / cell(t, rep, "a", "throughput").Median
	if rep.Paired || len(rep.Warnings) != 1 || *c.Ratio != want || c.RatioLo != nil || c.RatioHi != nil || c.Group != 2 {
		t.Errorf("cell %+v, want the ratio of medians %v without interval, in group 2", c, want)
	}
	if s := rep.Answers[0].Sentence; !strings.Contains(s, "over 12 unpaired trials (p") {
		t.Errorf("sentence %q does not say that the trials are unpaired", s)
	}
}

func TestMissingRoundsAndMetrics(t *testing.T) {
	run := drawn(9, 10, 0.01, map[string]float64{"a": 2, "b": 1, "c": 1})
	run.Trials = slices.DeleteFunc(run.Trials, func(t record.Trial) bool { return t.Strategy == "a" && t.Round%2 == 0 })
	for _, trial := range run.Trials {
		if trial.Strategy == "c" {
			delete(trial.Metrics, "makespan")
		}
	}
	rep := Judge(run, Options{})
	if c := cell(t, rep, "b", "throughput"); c.N != 10 || c.RatioLo != nil || *c.Ratio > 0.55 || *c.Ratio < 0.45 {
		t.Errorf("b has %+v, want 10 trials, and a ratio 0.5 from 5 common rounds, too few for an interval", c)
	}
	for _, c := range rep.Cells {
		if c.Strategy == "c" && c.Metric == "makespan" {
			t.Errorf("a metric that is missing has the cell %+v", c)
		}
	}
}

func TestJudgeDoesNotDependOnOrderOrScale(t *testing.T) {
	run := drawn(10, 12, 0.02, map[string]float64{"a": 1.1, "b": 1, "c": 1})
	want := Judge(run, Options{})
	before, _ := json.Marshal(run)
	shuffled := *run
	shuffled.Trials = slices.Clone(run.Trials)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(shuffled.Trials), func(i, j int) {
		shuffled.Trials[i], shuffled.Trials[j] = shuffled.Trials[j], shuffled.Trials[i]
	})
	if got := Judge(&shuffled, Options{}); !reflect.DeepEqual(got.Answers, want.Answers) {
		t.Errorf("shuffled trials: answers %+v, want %+v", got.Answers, want.Answers)
	}
	if after, _ := json.Marshal(run); string(after) != string(before) {
		t.Error("Judge changed the run")
	}
	for _, trial := range run.Trials {
		trial.Metrics["throughput"] *= 8
	}
	if got := Judge(run, Options{}); !reflect.DeepEqual(got.Answers, want.Answers) {
		t.Errorf("values times 8: answers %+v, want %+v", got.Answers, want.Answers)
	}
}

// TestFalseClaims counts how often, among equals, a winner is named or anyone is
// left out of group 1. The promise is at most 5 %; 600 runs with a true rate of 5 % exceed 7.9 % once in 2,000
// seeds.
func TestFalseClaims(t *testing.T) {
	for _, names := range []string{"ab", "abcde", "abcdefghi"} {
		factors := map[string]float64{}
		for _, name := range strings.Split(names, "") {
			factors[name] = 1
		}
		const runs = 600
		winners, leftOut := 0, 0
		for seed := range uint64(runs) {
			a := Judge(drawn(seed, 12, 0.02, factors), Options{}).Answers[0]
			if a.Winner != "" {
				winners++
			}
			if len(a.Tied) < len(names) {
				leftOut++
			}
		}
		t.Logf("%d equals: a winner in %d of %d runs, someone left out in %d", len(names), winners, runs, leftOut)
		if winners > runs*79/1000 || leftOut > runs*79/1000 {
			t.Errorf("%d equals: a winner in %d, someone left out in %d of %d runs, want at most 5 %%", len(names), winners, leftOut, runs)
		}
	}
}

func TestSeveralWorkerCounts(t *testing.T) {
	run := drawn(11, 6, 0.01, map[string]float64{"a": 2, "b": 1})
	for _, trial := range slices.Clone(run.Trials) {
		trial.Workers = 1
		run.Trials = append(run.Trials, trial)
	}
	rep := Judge(run, Options{})
	if len(rep.Answers) != 2 || rep.Answers[0].Workers != 1 || !strings.Contains(rep.Answers[0].Sentence, "on skewed with 1 worker: ") ||
		!strings.Contains(rep.Answers[1].Sentence, "on skewed with 4 workers: ") {
		t.Errorf("answers %+v, want one for 1 worker and one for 4", rep.Answers)
	}
}

func TestFormat(t *testing.T) {
	for got, want := range map[string]string{
		FormatP(0.0004):                         "p < 0.001",
		FormatP(0.0123):                         "p = 0.012",
		percent(0.02):                           "2 %",
		percent(0.0151):                         "1.6 %",
		percent(0.1234):                         "13 %",
		list([]string{"a", "b", "c", "d", "e"}): "a, b, c and 2 others",
		list([]string{"a", "b", "c", "d"}):      "a, b, c and d",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Close medians prove nothing while the intervals are wide.
func TestNoiseIsNoTie(t *testing.T) {
	checked := 0
	for seed := range uint64(20) {
		a := Judge(drawn(seed, 10, 0.1, map[string]float64{"a": 1, "b": 1}), Options{}).Answers[0]
		if a.Spread == nil || *a.Spread > 0.02 {
			continue
		}
		checked++
		if a.AnyWillDo || *a.SpreadMax <= 0.02 || strings.HasSuffix(a.Sentence, "; either will do.") {
			t.Errorf("seed %d: spread %v, up to %v: %q", seed, *a.Spread, *a.SpreadMax, a.Sentence)
		}
	}
	if checked == 0 {
		t.Error("no run had close medians")
	}
}

func TestConfidence(t *testing.T) {
	a := Judge(drawn(1, 8, 0.01, map[string]float64{"a": 2, "b": 1}), Options{}).Answers[0]
	// Eight signs alike: 2/2⁸, one comparison.
	if *a.PAdjusted != 0.0078125 || *a.Confidence != 1-0.0078125 {
		t.Errorf("p = %v, confidence %v, want 0.0078125 and its complement", *a.PAdjusted, *a.Confidence)
	}
}

// TestGaveUp: who leads by leaving jobs undone is not praised without that being said.
func TestGaveUp(t *testing.T) {
	run := drawn(1, 20, 0.01, map[string]float64{"shedder": 1.3, "chunked": 1, "batch": 0.5})
	for i := range run.Trials {
		switch run.Trials[i].Strategy {
		case "shedder":
			run.Trials[i].Metrics["dropped"] = 0.25
		case "batch":
			run.Trials[i].Metrics["dropped"] = 0.5
		}
	}
	a := Judge(run, Options{}).Answers[0]
	if a.Winner != "shedder" || !strings.HasSuffix(a.Sentence, " (p < 0.001). But shedder gave up 25 % of the jobs, and is judged by the others.") {
		t.Errorf("sentence %q", a.Sentence)
	}
	if len(a.GaveUp) != 1 || a.GaveUp["shedder"] != 0.25 {
		t.Errorf("gave up %v, want those of the leader alone", a.GaveUp)
	}
}
