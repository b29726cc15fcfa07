package recommend

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// arriving and atOnce are two jobs that take a second.
func arriving(t *testing.T) *workloads.Trace { return traceOf(t, "arrival,duration\n0,1\n2,1\n") }
func atOnce(t *testing.T) *workloads.Trace   { return traceOf(t, "duration\n1\n1\n") }

func traceOf(t *testing.T, csv string) *workloads.Trace {
	t.Helper()
	jobs, err := workloads.ReadTrace(strings.NewReader(csv))
	if err != nil {
		t.Fatal(err)
	}
	return jobs
}

// TestParseTargets: the first target and the others, or the part that is wrong.
func TestParseTargets(t *testing.T) {
	target := func(metric string, seconds float64) verdict.Target {
		return verdict.Target{Metric: metric, Limit: seconds, Obvious: Obvious}
	}
	for _, k := range []struct {
		jobs *workloads.Trace
		text string
		want []verdict.Target
		err  string
	}{
		{arriving(t), "", []verdict.Target{target("sojourn-p99", 0)}, ""},
		{atOnce(t), "", []verdict.Target{target("makespan", 0)}, ""},
		{arriving(t), "p99=1s, p50=100ms,wait-p95=20ms", []verdict.Target{target("sojourn-p99", 1), target("sojourn-p50", 0.1), target("wait-p95", 0.02)}, ""},
		{atOnce(t), "makespan=2m", []verdict.Target{target("makespan", 120)}, ""},
		{arriving(t), "p99=1s,p42=1s", nil, `"p42=1s": want METRIC=TIME`},
		{arriving(t), "p99=-1s", nil, `"p99=-1s": want METRIC=TIME`},
		{arriving(t), "p99=1s,p99=2s", nil, `"p99=1s,p99=2s": has sojourn-p99 twice`},
		{arriving(t), "makespan=1s", nil, `"makespan=1s": a makespan is a target for jobs without arrivals`},
		{atOnce(t), "max=1s,mean=1s", nil, `"max=1s,mean=1s": several targets require arrivals`},
	} {
		first, others, err := ParseTargets(k.text, k.jobs)
		if k.err != "" {
			if err == nil || !strings.HasPrefix(err.Error(), k.err) {
				t.Errorf("%q: %v, want %s", k.text, err, k.err)
			}
			continue
		}
		if got := append([]verdict.Target{first}, others...); err != nil || !slices.Equal(got, k.want) {
			t.Errorf("%q: %+v, %v, want %+v", k.text, got, err, k.want)
		}
	}
}

// TestParseLoads: single factors and ranges in steps of one.
func TestParseLoads(t *testing.T) {
	for text, want := range map[string]string{
		"": "[]", "load=1..4": "[1 2 3 4]", "load=1.5,2x": "[1.5 2]", "load=0.5..2x,9": "[0.5 1.5 9]",
		"2": "want factors", "load=4..1": "want factors", "load=1..200": "want factors", "load=NaN": "want factors", "load=0": "want factors",
	} {
		loads, err := ParseLoads(text, arriving(t))
		if got := fmt.Sprint(loads); err == nil && got != want || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %s, %v, want %s", text, got, err, want)
		}
	}
	if _, err := ParseLoads("load=2", atOnce(t)); err == nil || !strings.Contains(err.Error(), "requires arrivals") {
		t.Errorf("of a batch: %v", err)
	}
}

// TestSpeedUp: twice as fast, the second job arrives after half of the time.
func TestSpeedUp(t *testing.T) {
	jobs, err := SpeedUp(arriving(t), "2x")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := jobs.Span(), time.Second; got != want {
		t.Errorf("the last job arrives after %v, want %v", got, want)
	}
	for factor, want := range map[string]string{"2y": "want a factor", "NaN": "want a factor", "-1": "want a factor", "1001": "want a factor"} {
		if _, err := SpeedUp(arriving(t), factor); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", factor, err, want)
		}
	}
	if _, err := SpeedUp(atOnce(t), "2x"); err == nil || !strings.Contains(err.Error(), "requires arrivals") {
		t.Errorf("of a batch: %v", err)
	}
}

// TestCloser: beside the obvious strategy, or the best other one, and in virtual time if real time would take long.
func TestCloser(t *testing.T) {
	soon := &Result{Recommendation: verdict.Recommendation{Target: verdict.Target{Obvious: Obvious}, Strategy: "largest-first", Workers: 2}}
	if got, want := fmt.Sprintf("%+v", soon.Closer(atOnce(t))), "{Strategies:[largest-first shared-queue] Workers:2 Virtual:false Wait:true Replay:false}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	obvious := &Result{Recommendation: verdict.Recommendation{Target: verdict.Target{Obvious: Obvious}, Strategy: Obvious, Workers: 1}}
	obvious.Simulated = []Simulated{{"priority", 1, 2}, {"stack", 1, 9}, {Obvious, 1, 2}, {"chunked", 1, 3}, {"guided", 2, 1}, {"fair", 1, 2}}
	obvious.Value = 2
	late := traceOf(t, "arrival,duration\n0,1\n3600,1\n")
	if got, want := fmt.Sprintf("%+v", obvious.Closer(late)), "{Strategies:[shared-queue chunked] Workers:1 Virtual:true Wait:false Replay:true}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
