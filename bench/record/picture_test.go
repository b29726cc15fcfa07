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
