package selftest

import (
	"bytes"
	"strings"
	"testing"
)

// TestWriteTheory: a figure that does not agree says so, and is an error.
func TestWriteTheory(t *testing.T) {
	figures := []Figure{{What: "it", Theory: 2, Measured: 3, Half: .1, Most: .2, Source: "who"}, {What: "same", Theory: 2, Measured: 2}}
	var b bytes.Buffer
	if err := WriteTheory(&b, figures, 7); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"it", "+50.00 %", "DOES NOT AGREE", "exact", " agrees ", "n = 7 jobs"} {
		if !strings.Contains(b.String(), s) {
			t.Errorf("lacks %q:\n%s", s, b.String())
		}
	}
	if err := TheoryErr(figures); err == nil || err.Error() != "selftest: 1 of 2 figures do not agree with theory" {
		t.Errorf("TheoryErr: %v", err)
	}
	if err := TheoryErr(figures[1:]); err != nil {
		t.Errorf("TheoryErr of what agrees: %v", err)
	}
}

// TestWriteGate: a row that misses its bar says so, and is an error.
func TestWriteGate(t *testing.T) {
	rows := []GateRow{
		{Noise: "it", Slowdown: 0.05, Figure: "hash", Margin: 0.02, Comparisons: 10, Caught: 1, Alarms: 2},
		{Noise: "calm", Margin: 0.02, Comparisons: 100},
	}
	var b bytes.Buffer
	if err := WriteGate(&b, rows, GateOptions{Rounds: 20}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"hash 5 % slower", "10.0 % (0.3–44.5)", "20.0 % (2.5–55.6)", "MISSES THE BAR", "the same", "holds"} {
		if !strings.Contains(b.String(), s) {
			t.Errorf("lacks %q:\n%s", s, b.String())
		}
	}
	if err := GateErr(rows); err == nil || err.Error() != "selftest: 1 of 2 rows miss the bar" {
		t.Errorf("GateErr: %v", err)
	}
	if err := GateErr(rows[1:]); err != nil {
		t.Errorf("GateErr of what holds: %v", err)
	}
}
