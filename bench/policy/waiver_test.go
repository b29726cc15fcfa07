package policy

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// judged returns a figure with the ratio and its interval.
func judged(name, unit string, v verdict.Verdict, ratio ...float64) verdict.Judged {
	j := verdict.Judged{Paired: verdict.Paired{Package: "example.com/m", Name: name, Unit: unit}, Verdict: v}
	for i, p := range []**float64{&j.Ratio, &j.RatioLo, &j.RatioHi} {
		if i < len(ratio) {
			*p = &ratio[i]
		}
	}
	return j
}

// TestApply: a waiver holds up to its last day and while it is not shown that its
// ceiling is passed.
func TestApply(t *testing.T) {
	p := parsed(t, `waivers:
  - benchmark: ^Encode$
    unit: ns/op
    ceiling: 1.2x
    until: 2026-12-31
    reason: known
  - benchmark: Hits
    unit: hits/s
    ceiling: 1.2x
    until: 2026-12-31
    reason: known too
`)
	const at = `p.yml:2: waiver for benchmark "^Encode$", sec/op: `
	day := func(text string) time.Time {
		now, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return now
	}
	early := day("2026-06-01T00:00:00Z")
	for _, tt := range []struct {
		name  string
		f     verdict.Judged
		now   time.Time
		want  verdict.Verdict
		notes []string
	}{
		{"below", judged("Encode", "sec/op", verdict.Regressed, 1.1, 1.05, 1.15), early, verdict.Waived, nil},
		{"perhaps beyond", judged("Encode", "sec/op", verdict.Regressed, 1.3, 1.19, 1.4), early, verdict.Waived, nil},
		{"beyond", judged("Encode", "sec/op", verdict.Regressed, 1.3, 1.21, 1.4), early, verdict.Regressed,
			[]string{at + "Encode exceeds the ceiling of 1.2x (1.30× (1.21–1.40×)): it is a regression."}},
		{"a rate below", judged("Hits", "hits/s", verdict.Regressed, 0.7, 0.6, 0.84), early, verdict.Waived, nil},
		{"a rate beyond", judged("Hits", "hits/s", verdict.Regressed, 0.7, 0.6, 0.83), early, verdict.Regressed,
			[]string{`p.yml:7: waiver for benchmark "Hits", hits/s: Hits exceeds the ceiling of 1.2x (0.70× (0.60–0.83×)): it is a regression.`}},
		{"without interval", judged("Encode", "sec/op", verdict.Regressed, 1.1), early, verdict.Waived, nil},
		{"without interval, beyond", judged("Encode", "sec/op", verdict.Regressed, 1.3), early, verdict.Regressed,
			[]string{at + "Encode exceeds the ceiling of 1.2x (1.30×): it is a regression."}},
		{"without ratio", judged("Encode", "sec/op", verdict.Regressed), early, verdict.Regressed,
			[]string{at + "Encode has no ratio to compare with the ceiling of 1.2x: it is a regression."}},
		{"no regression", judged("Encode", "sec/op", verdict.Passed, 1), early, verdict.Passed,
			[]string{at + "none of its figures has regressed: remove it."}},
		{"inconclusive", judged("Encode", "sec/op", verdict.Inconclusive, 1), early, verdict.Inconclusive, nil},
		{"another unit", judged("Encode", "B/op", verdict.Regressed, 1.1), early, verdict.Regressed, nil},
		{"another benchmark", judged("Encode/x", "sec/op", verdict.Regressed, 1.1), early, verdict.Regressed, nil},
		{"two weeks before", judged("Encode", "sec/op", verdict.Regressed, 1.1), day("2026-12-18T00:00:00Z"), verdict.Waived,
			[]string{at + "expires on 2026-12-31."}},
		{"last second", judged("Encode", "sec/op", verdict.Regressed, 1.1), day("2026-12-31T23:59:59Z"), verdict.Waived,
			[]string{at + "expires on 2026-12-31."}},
		{"ended, by UTC", judged("Encode", "sec/op", verdict.Regressed, 1.1), day("2026-12-31T22:00:00-02:00"), verdict.Regressed,
			[]string{at + "expired on 2026-12-31 and no longer applies: remove it."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			report := &verdict.GateReport{Figures: []verdict.Judged{tt.f}}
			notes := p.Apply(report, tt.now)
			f := report.Figures[0]
			if f.Verdict != tt.want || !slices.Equal(notes, tt.notes) {
				t.Errorf("%s, notes %q; want %s, %q", f.Verdict, notes, tt.want, tt.notes)
			}
			if why := "up to 1.2x until 2026-12-31 (p.yml:"; (tt.want == verdict.Waived) != strings.Contains(f.Waiver, why) {
				t.Errorf("waiver %q", f.Waiver)
			}
		})
	}
}

// TestApplyFirst: the first waiver that holds decides, and a second application changes
// nothing.
func TestApplyFirst(t *testing.T) {
	p := parsed(t, `waivers:
  - {benchmark: A, unit: sec/op, ceiling: 1.2x, until: 2026-12-31, reason: small}
  - {benchmark: A|B, unit: sec/op, ceiling: 3x, until: 2026-12-31, reason: large}
`)
	report := &verdict.GateReport{Figures: []verdict.Judged{judged("A", "sec/op", verdict.Regressed, 1.1), judged("AA", "sec/op", verdict.Regressed, 2)}}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 2 {
		p.Apply(report, now)
		if !strings.HasPrefix(report.Figures[0].Waiver, "small, ") || !strings.HasPrefix(report.Figures[1].Waiver, "large, ") {
			t.Fatalf("waivers %q and %q", report.Figures[0].Waiver, report.Figures[1].Waiver)
		}
	}
}

// TestApplyMore: a ceiling of "+1" needs no ratio, as of the first allocation there is.
func TestApplyMore(t *testing.T) {
	p := parsed(t, "waivers: [{benchmark: A, unit: allocs/op, ceiling: +1, until: 2026-12-31, reason: r}]")
	for is, want := range map[float64]verdict.Verdict{1: verdict.Waived, 2: verdict.Regressed} {
		f := judged("A", "allocs/op", verdict.Regressed)
		f.Is = is
		report := &verdict.GateReport{Figures: []verdict.Judged{f}}
		notes := p.Apply(report, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		if got := report.Figures[0]; got.Verdict != want || (want == verdict.Waived) != strings.Contains(got.Waiver, "up to +1 until") {
			t.Errorf("0 to %g: %s, %q; want %s", is, got.Verdict, got.Waiver, want)
		}
		if want == verdict.Regressed && (len(notes) != 1 || !strings.Contains(notes[0], "A exceeds the ceiling of +1 (from 0 to 2): it is a regression.")) {
			t.Errorf("notes %q", notes)
		}
	}
}
