package text

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// write returns what Write says of a run.
func textOf(t *testing.T, run *record.Run, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, run, verdict.Judge(run, verdict.Options{}), o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTextFitsTheTerminal(t *testing.T) {
	for _, run := range []*record.Run{sample.Run(), sample.Tour(), sample.Stream()} {
		for _, columns := range []int{70, 80, 90, 100, 120, 160, 200} {
			for line := range strings.Lines(string(textOf(t, run, Options{Width: columns}))) {
				if n := width(line); n > columns && !strings.HasPrefix(line, "repeat: ") {
					t.Errorf("width %d: a line of %d columns: %q", columns, n, line)
				}
			}
		}
	}
}

// TestTextFitsWide: names that take more columns than they have characters do not make a
// table too wide, nor a paragraph.
func TestTextFitsWide(t *testing.T) {
	run := sample.Run()
	for i := range run.Trials {
		run.Trials[i].Strategy = strings.ReplaceAll(run.Trials[i].Strategy, "o", "作業")
	}
	for _, columns := range []int{70, 90, 120} {
		for line := range strings.Lines(string(textOf(t, run, Options{Width: columns}))) {
			if n := displaywidth.String(strings.TrimRight(line, "\n")); n > columns && !strings.HasPrefix(line, "repeat: ") {
				t.Errorf("width %d: a line of %d columns: %q", columns, n, line)
			}
		}
	}
}

func TestColorsOnlyAdd(t *testing.T) {
	plain := textOf(t, sample.Run(), Options{Width: 100})
	colored := textOf(t, sample.Run(), Options{Width: 100, Color: true})
	if bytes.Contains(plain, []byte("\x1b")) {
		t.Error("plain text holds an escape sequence")
	}
	if !bytes.Contains(colored, []byte(green+"work-stealing"+reset)) {
		t.Error("the winner has no color")
	}
	if got := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAll(colored, nil); !bytes.Equal(got, plain) {
		t.Errorf("without colors the text is not the plain one:\n%s", got)
	}
}

func TestEveryTableOfATourOnRequest(t *testing.T) {
	short := textOf(t, sample.Tour(), Options{})
	full := textOf(t, sample.Tour(), Options{Full: true})
	if n := bytes.Count(short, []byte("\n group")); n != 0 {
		t.Errorf("the short tour has %d tables of contenders, want none", n)
	}
	if n := bytes.Count(full, []byte("\n group")); n != 4 {
		t.Errorf("the full tour has %d tables of contenders, want 4", n)
	}
}

func TestPercentilesThatWereNotReportedHaveNoColumn(t *testing.T) {
	skewed, uniform, _ := strings.Cut(string(textOf(t, sample.Run(), Options{})), "\nuniform")
	if !strings.Contains(skewed, " p99.9 ") || regexp.MustCompile(`group .* p99\.9`).MatchString(uniform) {
		t.Error("want a p99.9 column for skewed and none for uniform")
	}
}

// TestPlotTooSmall: nothing is drawn where nothing could be seen.
func TestPlotTooSmall(t *testing.T) {
	for _, k := range []struct {
		curves []content.Curve
		ticks  []string
		width  int
	}{{nil, []string{"1", "2"}, 0}, {[]content.Curve{{Name: "a", Values: []float64{1}}}, []string{"1"}, 0}, {[]content.Curve{{Name: "a", Values: []float64{1, 2}}}, []string{"1", "2"}, 40}} {
		var b bytes.Buffer
		Plot(&b, content.Plot{Title: "t", Curves: k.curves, Ticks: k.ticks, Top: 1, Label: func(float64) string { return "" }}, Options{Width: k.width})
		if b.Len() > 0 {
			t.Errorf("%+v: %s", k, b.String())
		}
	}
}

// TestFoldLines: long lines are folded between words; commands and short lines are not.
func TestFoldLines(t *testing.T) {
	const text = "a   b\nthis is a line that is longer than twenty\nto repeat: compare --workload skewed --rounds 5\n\n"
	for width, want := range map[int]string{
		0:  text,
		20: "a   b\nthis is a line that\n  is longer than\n  twenty\nto repeat: compare --workload skewed --rounds 5\n\n",
	} {
		var b bytes.Buffer
		if FoldLines(&b, text, Options{Width: width}); b.String() != want {
			t.Errorf("on %d columns:\n%s\nwant\n%s", width, b.String(), want)
		}
	}
}

// TestAlign: the last cell of a line goes on below itself, between words.
func TestAlign(t *testing.T) {
	const lines = "  a\tbb\tshort\n  long-name\tc\tthis is a text that is longer than fifty columns\n\n(a remark that is longer than fifty columns on a line)\n"
	for width, want := range map[int]string{
		0:  "  a          bb  short\n  long-name  c   this is a text that is longer than fifty columns\n\n(a remark that is longer than fifty columns on a line)\n",
		50: "  a          bb  short\n  long-name  c   this is a text that is longer\n                 than fifty columns\n\n(a remark that is longer than fifty columns on a\n  line)\n",
		30: "  a          bb  short\n  long-name  c\n      this is a text that is\n      longer than fifty\n      columns\n\n(a remark that is longer than\n  fifty columns on a line)\n",
	} {
		var b bytes.Buffer
		if Align(&b, lines, width); b.String() != want {
			t.Errorf("on %d columns:\n%s\nwant\n%s", width, b.String(), want)
		}
	}
}

// TestFoldUnits: a number and its unit stay on one line.
func TestFoldUnits(t *testing.T) {
	var b bytes.Buffer
	Fold(&b, "took 46.2 ms, of which 5 % waited", 0, 0, 10)
	if want := "took\n46.2 ms,\nof which\n5 % waited\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}
