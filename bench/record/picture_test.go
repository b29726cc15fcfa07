package record

import (
	"slices"
	"strings"
	"testing"
)

// TestCurveQuantiles: with as many jobs as a percentile needs it is in the curve, and with
// fewer it is not.
func TestCurveQuantiles(t *testing.T) {
	for _, p := range Percentiles() {
		if has := func(n int) bool { return slices.Contains(CurveQuantiles(n), p.Quantile) }; !has(p.Jobs) || has(p.Jobs*9/10) {
			t.Errorf("%s: with %d jobs %v, with a tenth fewer %v", p.Name, p.Jobs, has(p.Jobs), has(p.Jobs*9/10))
		}
	}
	if !slices.IsSorted(CurveQuantiles(1_000_000)) || len(CurveQuantiles(9)) > 0 {
		t.Errorf("%v, of nine jobs %v", CurveQuantiles(1_000_000), CurveQuantiles(9))
	}
}

// TestPictureCheck: what could not be drawn is refused.
func TestPictureCheck(t *testing.T) {
	lane := strings.Repeat("9", LaneParts)
	for want, p := range map[string]*Picture{
		"":                  {Lanes: []string{lane, lane}},
		"a lane of 2 parts": {Lanes: []string{"99"}},
		"want digits":       {Lanes: []string{lane[1:] + "<"}},
		"17 lanes":          {Lanes: slices.Repeat([]string{lane}, 17)},
		"26 sojourns":       {Sojourns: make([]float64, 26)},
	} {
		run := &Run{Schema: Version, Trials: []Trial{{Workload: "w", Strategy: "s", Workers: 1, Round: 1, Picture: p}}}
		if err := run.Check(); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestKeepMedianLanes: of each strategy in each place the trial of median time keeps its
// lanes, and trials without a picture do not count.
func TestKeepMedianLanes(t *testing.T) {
	lane := []string{strings.Repeat("9", LaneParts)}
	var trials []Trial
	add := func(strategy string, load float64, times ...float64) {
		for i, took := range times {
			x := Trial{Workload: "w", Strategy: strategy, Workers: 2, Load: load, Round: i + 1}
			if took > 0 {
				x.Picture = &Picture{Took: took, Lanes: lane}
			}
			trials = append(trials, x)
		}
	}
	add("odd", 0, 3, 1, 2)
	add("even", 0, 4, 0, 2, 1, 3) // the second failed
	add("even", 0.5, 1)
	kept := KeepMedianLanes(trials)
	var got []int
	for i, x := range kept {
		if x.Picture != nil && x.Picture.Lanes != nil {
			got = append(got, i)
		}
		if before := trials[i].Picture; before != nil && (before.Lanes == nil || x.Picture.Took != before.Took) {
			t.Errorf("trial %d: %+v was %+v: want the trials that are passed untouched, and the rest of the picture kept", i, x.Picture, before)
		}
	}
	if want := []int{2, 5, 8}; !slices.Equal(got, want) {
		t.Errorf("trials %v keep their lanes, want %v", got, want)
	}
	if again := KeepMedianLanes(kept); again[5].Picture.Lanes == nil {
		t.Error("kept again, the lanes are gone")
	}
}
