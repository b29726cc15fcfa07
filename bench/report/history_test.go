package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
)

func TestHistoryDrawn(t *testing.T) {
	series := verdict.Series{Place: verdict.Place{Workload: "skewed", Workers: 2}, Strategy: "shared-queue", Metric: "throughput", Unit: "jobs/s", Machine: "CPU|\x1b"}
	for i, v := range []float64{100, 102, 101, 99, 100, 80, 81, 80, 79, 80} {
		series.Points = append(series.Points, verdict.Point{Name: "r.json", Time: time.Date(2026, 3, 1+i, 0, 0, 0, 0, time.UTC), Value: v, N: 5})
	}
	still := series
	still.Strategy = "chunked"
	short := series
	short.Points = short.Points[:2]
	series.Changes = []verdict.Turning{{At: 5, Was: 101, Is: 80, Verdict: verdict.Regressed}}
	var b bytes.Buffer
	if err := WriteHistory(&b, "text", []verdict.Series{still, series, short}, false, Options{Width: 60}); err != nil {
		t.Fatal(err)
	}
	want := `skewed on 2 workers: shared-queue, throughput in jobs/s
  2026-03-01 to 2026-03-10, 10 runs, CPU|
  █████▁▁▁▁▁  79.0 to 102
       ^
  regressed since r.json (2026-03-06 00:00): 0.79×, 101 →
  80.0

Change points by E-divisive, at a level of 1 % for each
  series: of 100 series without a change, about one shows
  one.

3 series: 1 changed, 1 unchanged, 1 with fewer than 10 runs,
  too few to tell.
next: compare diff FILE FILE says what changed between two
  runs
`
	got := strings.ReplaceAll(b.String(), "▇", "█")
	if got != want || strings.Contains(got, "chunked") {
		t.Errorf("drawn:\n%s\nwant:\n%s", b.String(), want)
	}
	b.Reset()
	if err := WriteHistory(&b, "text", []verdict.Series{still, series, short}, true, Options{}); err != nil || strings.Count(b.String(), "on 2 workers") != 3 {
		t.Errorf("%v, all:\n%s", err, b.String())
	}
	b.Reset()
	if err := WriteHistory(&b, "json", []verdict.Series{series}, false, Options{Width: 60}); err != nil || !strings.Contains(b.String(), `"verdict": "regressed"`) {
		t.Errorf("%v, json:\n%s", err, b.String())
	}
	if err := WriteHistory(&b, "svg", nil, false, Options{}); err == nil {
		t.Error("an unknown format is written")
	}
}
