package live

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/rounds"
)

// told are the moments at which a comparison tells its progress in these tests.
func told(v *View, moments ...time.Duration) {
	for i, at := range moments {
		v.Show(rounds.Progress{
			Round: 1, Rounds: 20, Trial: i + 1, Trials: 9, Elapsed: at, Left: time.Duration(-1+i*10) * time.Second,
			Now: &record.Trial{Strategy: "chunked", Workload: "skewed"},
		})
	}
	v.Done()
}

// TestProgressPlain: where lines stay there is one at once and then one every
// ten seconds, and no escape sequence.
func TestProgressPlain(t *testing.T) {
	var w bytes.Buffer
	told(&View{Writer: &w}, 3*time.Second, 4*time.Second, 12999*time.Millisecond, 13*time.Second)
	want := "round 1 of 20, trial 1 of 9: chunked on skewed\n" +
		"round 1 of 20, trial 4 of 9, about 29s left: chunked on skewed\n"
	if w.String() != want {
		t.Errorf("told %q, want %q", w.String(), want)
	}
}

// sized is a terminal of that size.
func sized(columns, rows int) func() (int, int) { return func() (int, int) { return columns, rows } }

// TestProgressTerminal: one line is written over, and gone in the end.
func TestProgressTerminal(t *testing.T) {
	var w bytes.Buffer
	told(&View{Writer: &w, Size: sized(200, 40), Run: &record.Run{}}, 0, 99*time.Millisecond, 100*time.Millisecond)
	want := "\rround 1 of 20, trial 1 of 9: chunked on skewed\x1b[K" +
		"\rround 1 of 20, trial 3 of 9, about 19s left: chunked on skewed\x1b[K" +
		"\r\x1b[K\r"
	if w.String() != want {
		t.Errorf("told %q, want %q", w.String(), want)
	}
	w.Reset()
	told(&View{Writer: &w, Size: sized(80, 24)})
	if w.Len() > 0 {
		t.Errorf("told %q of nothing, want nothing", w.String())
	}
}

// TestProgressLive: below the line stand the contenders of the place that runs now, the
// best first; the view is written over as a whole, and fits the terminal.
func TestProgressLive(t *testing.T) {
	run := &record.Run{}
	for i := range 6 {
		for k, name := range []string{"chunked", "shared-queue", "round-robin"} {
			run.Trials = append(run.Trials, record.Trial{Strategy: name, Workload: "skewed",
				Metrics: map[string]float64{record.DefaultMetric: 1000*float64(k+1) + float64(i)}})
		}
	}
	run.Trials = append(run.Trials, record.Trial{Strategy: "chunked", Workload: "other", Metrics: map[string]float64{record.DefaultMetric: 1}})
	var w bytes.Buffer
	v := &View{Writer: &w, Size: sized(60, 40), Run: run}
	told(v, 0, time.Second)
	const up = "\r\x1b[3A"
	views := strings.Split(w.String(), up)
	if len(views) != 4 || strings.Trim(views[2], "\n"+clearRest) != "" || strings.Count(views[2], clearRest) != 4 || views[3] != "" {
		t.Fatalf("not written over as a whole, or not gone in the end: %q", views)
	}
	lines := strings.Split(views[0], clearRest+"\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[1], "  round-robin ") || !strings.Contains(lines[3], "1.00k ±") || !strings.Contains(lines[3], "n=6") {
		t.Errorf("%q", lines)
	}
	w.Reset()
	v = &View{Writer: &w}
	v.draw([]string{"a", "b", "c"})
	v.draw([]string{"d"})
	v.draw(nil)
	if want := "\ra\x1b[K\nb\x1b[K\nc\x1b[K" + "\r\x1b[2Ad\x1b[K\n\x1b[K\n\x1b[K\r\x1b[2A" + "\r\x1b[K\r"; w.String() != want {
		t.Errorf("a view that becomes shorter: %q, want %q", w.String(), want)
	}
	for rows, want := range map[int]int{2: 1, 3: 2, 4: 3, 0: 4} {
		w.Reset()
		v := &View{Writer: &w, Size: sized(60, rows), Run: run}
		v.Show(rounds.Progress{Left: -1, Now: &record.Trial{Strategy: "chunked", Workload: "skewed"}})
		if got := strings.Count(w.String(), "\n") + 1; got != want {
			t.Errorf("on %d rows: %d lines, want %d", rows, got, want)
		}
	}
}

// TestProgressWidth: the line is shorter than the terminal is wide, in
// characters, and holds none that would break it.
func TestProgressWidth(t *testing.T) {
	for width := range 90 {
		var w bytes.Buffer
		v := &View{Writer: &w, Size: sized(width, 1), Run: &record.Run{}}
		v.Show(rounds.Progress{Left: -1, Now: &record.Trial{Strategy: "chunked", Workload: "trace:ä\n\x1b[2Jöü-äöü-äöü-äöü.csv"}})
		line := strings.TrimSuffix(strings.TrimPrefix(w.String(), toStart), clearRest)
		n := utf8.RuneCountInString(line)
		if width > 0 && n >= width || width == 0 && n < 60 || !utf8.ValidString(line) || strings.ContainsAny(line, "\n\x1b") {
			t.Errorf("on %d columns: %q, %d characters", width, line, n)
		}
	}
	var w bytes.Buffer
	(&View{Writer: &w}).Show(rounds.Progress{Left: -1, Now: &record.Trial{Strategy: "chunked", Workload: "trace:/a/b/c.csv"}})
	if !strings.HasSuffix(w.String(), ": chunked on trace:c.csv\n") {
		t.Errorf("%q", w.String())
	}
}

// TestOverBudget: a first round that takes longer than all rounds may says so, and how long it
// will still take, as trials so far took.
func TestOverBudget(t *testing.T) {
	for trial, want := range map[int]string{1: "trial 1 of 9, over budget: ", 4: "trial 4 of 9, over budget, about 2m10s left of this round: "} {
		var w bytes.Buffer
		v := &View{Writer: &w}
		v.Show(rounds.Progress{Round: 1, Rounds: 20, Trial: trial, Trials: 9, Left: -1, Elapsed: 65 * time.Second, Budget: time.Minute, Now: &record.Trial{Strategy: "chunked", Workload: "skewed"}})
		if !strings.Contains(w.String(), want) {
			t.Errorf("%q, want %q", w.String(), want)
		}
	}
}

// TestLongBudget: before the first round tells how long all of them take, the user hears of a
// budget of more than twenty seconds.
func TestLongBudget(t *testing.T) {
	for budget, want := range map[time.Duration]string{time.Minute: "trial 1 of 9, up to 1m0s in all: ", 20 * time.Second: "trial 1 of 9: ", 0: "trial 1 of 9: "} {
		var w bytes.Buffer
		v := &View{Writer: &w}
		v.Show(rounds.Progress{Round: 1, Rounds: 20, Trial: 1, Trials: 9, Left: -1, Budget: budget, Now: &record.Trial{Strategy: "chunked", Workload: "skewed"}})
		if !strings.Contains(w.String(), want) {
			t.Errorf("%v: %q, want %q", budget, w.String(), want)
		}
	}
}
