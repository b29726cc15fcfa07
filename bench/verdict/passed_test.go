package verdict

import (
	"errors"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// TestCheckPassed: what weighs most decides, and the error says what to exit with.
func TestCheckPassed(t *testing.T) {
	for _, tt := range []struct {
		all    int
		counts map[Verdict]int
		want   string
		is     error
	}{
		{3, map[Verdict]int{Passed: 2, Improved: 1}, "", nil},
		{3, map[Verdict]int{Waived: 3}, "", nil},
		{0, nil, "gate: there is no figure to compare", nil},
		{3, map[Verdict]int{Inconclusive: 1}, "gate: inconclusive: 1 of 3 figures is undecided", ErrUndecided},
		{3, map[Verdict]int{Inconclusive: 1, Regressed: 2}, "gate: regressed: 2 of 3 figures are worse", ErrRegressed},
		{3, map[Verdict]int{Unusable: 1, Regressed: 2}, "gate: 1 of 3 figures is not usable", nil},
		{3, map[Verdict]int{Unusable: 1, Missing: 1}, "gate: 1 of 3 figures has vanished", nil},
	} {
		err := CheckPassed("gate", tt.all, func(v Verdict) int { return tt.counts[v] })
		if got := text(err); got != tt.want || tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("CheckPassed(%d, %v) = %q, want %q", tt.all, tt.counts, got, tt.want)
		}
	}
}

// TestGateErr: what has vanished closes the gate, whatever inconclusive counts as.
func TestGateErr(t *testing.T) {
	figures := func(v Verdict, n int) (out []Judged) {
		for range n {
			out = append(out, Judged{Paired: Paired{Name: "A", Unit: "ns/op"}, Verdict: v})
		}
		return out
	}
	for _, tt := range []struct {
		name         string
		report       GateReport
		inconclusive string
		want         string
		is           error
	}{
		{"all new", GateReport{Added: []string{"A"}}, "", "", nil},
		{"passed", GateReport{Figures: figures(Passed, 2)}, "", "", nil},
		{"undecided", GateReport{Figures: figures(Inconclusive, 1)}, "", "gate: inconclusive: the only figure is undecided", ErrUndecided},
		{"undecided, which passes", GateReport{Figures: figures(Inconclusive, 1)}, "pass", "", nil},
		{"undecided, which fails", GateReport{Figures: figures(Inconclusive, 1)}, "fail", "regressed, since --inconclusive=fail: gate: inconclusive: the only figure is undecided", ErrRegressed},
		{"vanished", GateReport{Figures: figures(Passed, 1), Missing: []Gone{{Name: "B"}}}, "pass", "gate: benchmarks have vanished: B", nil},
		{"no numbers", GateReport{Figures: figures(Unusable, 7)}, "pass", "gate: figures are not usable: A (ns/op), A (ns/op), A (ns/op), A (ns/op), A (ns/op) and 2 more", nil},
	} {
		err := tt.report.Err(tt.inconclusive)
		if got := text(err); got != tt.want || tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestCheckRan: a run with a failed contender, or that was interrupted, is not fine.
func TestCheckRan(t *testing.T) {
	ran, failed := record.Trial{Strategy: "a"}, record.Trial{Strategy: "b", Error: "lost a job"}
	for _, tt := range []struct {
		run  record.Run
		want string
		is   error
	}{
		{record.Run{Trials: []record.Trial{ran}}, "", nil},
		{record.Run{Trials: []record.Trial{ran, failed}}, `strategy "b": failed; see the answer`, nil},
		{record.Run{Interrupted: true, Trials: []record.Trial{ran, failed}}, `strategy "b": failed; see the answer`, nil},
		{record.Run{Interrupted: true, Trials: []record.Trial{ran}}, "interrupted: the answer covers the rounds done so far", ErrInterrupted},
	} {
		err := CheckRan(&tt.run)
		if got := text(err); got != tt.want || tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("CheckRan(%+v) = %q, want %q", tt.run, got, tt.want)
		}
	}
}
