package bench

import (
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// TestLanes: a lane is busy where its jobs are, in the share of each part of the time.
func TestLanes(t *testing.T) {
	at := func(part float64) time.Duration { return time.Duration(part * 1000) }
	got := lanes([]JobSpan{
		{Lane: 0, Started: at(0), Completed: at(10)},
		{Lane: 0, Started: at(50.5), Completed: at(51.5)},
		{Lane: 1, Started: at(99.75), Completed: at(100)},
		{Lane: 5, Started: at(0), Completed: at(100)}, // beyond what is shown
	}, 2, at(record.LaneParts))
	want := strings.Repeat("9", 10) + strings.Repeat("0", 40) + "55" + strings.Repeat("0", 48)
	if len(got) != 2 || got[0] != want || got[1] != strings.Repeat("0", 99)+"2" {
		t.Errorf("got %q", got)
	}
	if got := lanes(nil, 1, 0); got[0] != strings.Repeat("0", 100) {
		t.Errorf("of nothing: %q", got)
	}
}

// TestPictures: every trial has the curve of its sojourns, and those of the first round
// have lanes; where a strategy leaves a worker idle, it shows.
func TestPictures(t *testing.T) {
	w, err := workloads.ByName("skewed")
	if err != nil {
		t.Fatal(err)
	}
	p := Plan{Contenders: []Contender{Discipline(strategies.SharedQueue{}), Discipline(strategies.Chunked{})},
		Workloads: []workloads.Workload{w}, Workers: []int{4}, Jobs: 1000, Virtual: true, Seed: 1}
	idle := make(map[string]int)
	for round := 1; round <= 2; round++ {
		err := p.Round(t.Context(), round, func(trial record.Trial) error {
			x := trial.Picture
			if x == nil || x.Took != trial.Metrics["makespan"] || len(x.Sojourns) != len(record.CurveQuantiles(1000)) || (len(x.Lanes) == 4) != (round == 1) {
				t.Errorf("round %d, %s: %+v", round, trial.Strategy, x)
				return nil
			}
			for i, q := range record.CurveQuantiles(1000) {
				if q == 0.5 && (x.Sojourns[i]-trial.Metrics["sojourn-p50"])/x.Sojourns[i] > 1e-3 || i > 0 && x.Sojourns[i] < x.Sojourns[i-1] {
					t.Errorf("%s: at %v %v, and the median is %v", trial.Strategy, q, x.Sojourns, trial.Metrics["sojourn-p50"])
				}
			}
			idle[trial.Strategy] += strings.Count(strings.Join(x.Lanes, ""), "0")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// Of a stream the first tenth fills it, and is in no figure.
	p.Arrivals, p.Loads, p.Jobs = workloads.Poisson{}, []float64{0.8}, 450
	p.Contenders = p.Contenders[:1]
	err = p.Round(t.Context(), 1, func(trial record.Trial) error {
		if all, got := len(record.CurveQuantiles(450)), len(trial.Picture.Sojourns); got != len(record.CurveQuantiles(405)) || got == all {
			t.Errorf("%d quantiles of 405 jobs; of all 450 there would be %d", got, all)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if idle["shared-queue"] > 10 || idle["chunked"] < 40 {
		t.Errorf("parts of time in which a worker idles: %v", idle)
	}
}
