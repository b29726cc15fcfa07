package recommend

import (
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// TestClose: an answer whose workers stand hardly more load says so with the answer, and one that
// stands more does not.
func TestClose(t *testing.T) {
	for room, want := range map[float64]string{1: "fails at 1 % more load", 1.02: "fails beyond 1.02 times the load", 1.2: ""} {
		r := &Result{Recommendation: verdict.Recommendation{Met: true, Strategy: Obvious, Workers: 2}, FirstCome: &FirstCome{Workers: 2, HeadRoom: room}}
		r.Limit, r.Obvious = 0.5, Obvious
		got := strings.Join(r.Headline(), "\n")
		if strings.Contains(got, "That is close") != (want != "") || !strings.Contains(got, want) {
			t.Errorf("head room %v: %q, want %q", room, got, want)
		}
	}
}

// TestDrawNever: logs drawn from this one that no number of workers serves are counted, and are not
// in the range of workers.
func TestDrawNever(t *testing.T) {
	line := &queue{}
	for i := range 400 {
		at, service := time.Duration(i)*time.Second, 10*time.Millisecond
		switch {
		case i >= 100 && i < 150: // at once, which one worker soon has done
			at, service = 100*time.Second, time.Millisecond
		case i >= 200 && i < 204: // 1 %, which a stretch that is drawn twice doubles
			service = 600 * time.Millisecond
		}
		line.arrivals, line.services = append(line.arrivals, at), append(line.services, service)
	}
	g, ok := wholeGoal("sojourn-p99", 0.5, 400)
	if !ok {
		t.Fatal("no goal")
	}
	f := &FirstCome{Workers: line.fewest(1, 400, []goal{g})}
	if err := f.draw(t.Context(), line, []goal{g}); err != nil {
		t.Fatal(err)
	}
	if f.Never == 0 || f.Never == drawn || f.Workers != 1 || f.Lo != 1 || f.Hi != 1 {
		t.Errorf("%d workers, range %d to %d, never %d", f.Workers, f.Lo, f.Hi, f.Never)
	}
	r := &Result{FirstCome: f}
	r.Limit, r.Strategy, r.Metric = 0.5, Obvious, "sojourn-p99"
	var b strings.Builder
	f.Busy = 1
	f.tell(&b, r)
	if !strings.Contains(b.String(), "of 39 logs drawn from stretches of this one; in the others no number of workers keeps the target") {
		t.Error(b.String())
	}
}
