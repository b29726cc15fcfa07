package selftest

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/pool"
)

// TestWriteTheory: a figure that does not agree says so, and is an error.
func TestWriteTheory(t *testing.T) {
	figures := []Figure{{What: "it", Theory: 2, Measured: 3, Half: .1, Most: .2, Source: "who"}, {What: "same", Theory: 2, Measured: 2}}
	var b bytes.Buffer
	WriteTheory(text.NewWriter(&b, text.Options{Width: 80}), figures, Options{Jobs: 7})
	for _, s := range []string{"it: 3.00 ± 0.100, theory 2.00, +50.0 % off: DOES NOT AGREE (who)\nsame: 2, theory 2, exact: agrees (", "n = 7 jobs", "\n\n1 of 2 figures agree with theory.\nnext: "} {
		if !strings.Contains(b.String(), s) {
			t.Errorf("lacks %q:\n%s", s, b.String())
		}
	}
	for _, o := range []Options{{Only: []string{"lifo"}}, {Own: pool.FIFO{}}} {
		var b bytes.Buffer
		WriteTheory(text.NewWriter(&b, text.Options{}), figures, o)
		if s := b.String(); strings.Contains(s, "--strategy") || !strings.HasSuffix(s, "\nnext: more --jobs make intervals narrower\n") {
			t.Errorf("of chosen strategies:\n%s", s)
		}
	}
	if err := TheoryErr(figures); err == nil || err.Error() != "selftest: 1 of 2 figures do not agree with theory" {
		t.Errorf("TheoryErr: %v", err)
	}
	if err := TheoryErr(figures[1:]); err != nil {
		t.Errorf("TheoryErr of what agrees: %v", err)
	}
}

// TestGateFits: on a narrow terminal no row is broken.
func TestGateFits(t *testing.T) {
	row := GateRow{Noise: "simulated: 2 %, correlated 4 %", Slowdown: 0.1, Figure: "alloc", Margin: 0.02, Comparisons: 300, Caught: 159, Alarms: 13}
	var b bytes.Buffer
	if err := WriteGate(text.NewWriter(&b, text.Options{Width: 80}), []GateRow{row}, GateOptions{Rounds: 20}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if utf8.RuneCountInString(line) > 81 {
			t.Errorf("over 80 columns: %s", line)
		}
	}
	if !strings.Contains(b.String(), " 2 %, correlated 4 %  alloc 10 %  2 %     4.3 % (2.3–7.3 %)  53 % (47.2–58.8 %)") {
		t.Errorf("the row is another one:\n%s", b.String())
	}
}

// TestWriteGate: a row that misses its bar says so, and is an error.
func TestWriteGate(t *testing.T) {
	rows := []GateRow{
		{Noise: "it", Slowdown: 0.05, Figure: "hash", Margin: 0.02, Comparisons: 10, Caught: 1, Alarms: 2},
		{Noise: "calm", Margin: 0.02, Comparisons: 100},
	}
	var b bytes.Buffer
	if err := WriteGate(text.NewWriter(&b, text.Options{}), rows, GateOptions{Rounds: 20}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"hash 5 %", "10 % (0.3–44.5 %)", "20 % (2.5–55.6 %)", "\nMISSES THE BAR: it, hash 5 %: false alarms 20 %", "none", "holds", "\n1 of 2 rows with a bar hold it.\nnext: "} {
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
