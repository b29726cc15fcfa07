package workloads

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/workloads/joblog"
)

// TestProfile holds the description to a trace that is known.
func TestProfile(t *testing.T) {
	tr := &Trace{arrivals: true}
	for i := range 1000 {
		r := joblog.Job{Service: time.Second, Arrival: time.Duration(i) * time.Second, Key: fmt.Sprint(i % 4 * (i % 2))}
		if i%100 == 99 {
			r.Service, r.Priority = 11*time.Second, 3
		}
		tr.jobs = append(tr.jobs, r)
	}
	p := tr.Profile()
	if p.Jobs != 1000 || p.Mean != 1100*time.Millisecond || p.P50 != time.Second || p.P99 != time.Second || p.P999 != 11*time.Second || p.Max != 11*time.Second {
		t.Errorf("%+v", p)
	}
	if want := 110.0 / 1100; math.Abs(p.Top-want) > 1e-9 {
		t.Errorf("the longest are %v of the work, want %v", p.Top, want)
	}
	if want := 0.99 / 1.21; math.Abs(p.SCV-want) > 1e-9 { // variance 100 x 0.01 x 0.99
		t.Errorf("SCV %v, want %v", p.SCV, want)
	}
	if want := 1100.0 / 999; math.Abs(p.BusyWorkers-want) > 1e-9 || p.PeakWorkers < 2 || p.PeakWorkers > 2.2 {
		t.Errorf("%v workers busy, want %v, and %v at the peak", p.BusyWorkers, want, p.PeakWorkers)
	}
	if len(p.Classes) != 2 || p.Classes[0] != (Class{3, 0.01, 11 * time.Second, 11 * time.Second}) || p.Classes[1].Mean != time.Second {
		t.Errorf("%+v", p.Classes)
	}
	if p.Keys != 3 || p.TopKey != 0.5 {
		t.Errorf("%d keys, the first has %v", p.Keys, p.TopKey)
	}
	text := fmt.Sprint(p.Lines())
	for _, s := range []string{"more even than chance", "priority 3: 1.00 %", "the longest 1 % are 10 % of the work", "3, the most frequent has 50.0 %"} {
		if !strings.Contains(text, s) {
			t.Errorf("lacks %q: %s", s, text)
		}
	}
	if p := (&Trace{}).Profile(); p.Jobs != 0 {
		t.Errorf("of nothing: %+v", p)
	}
}

// TestProfileJSON: times are seconds, names have one case, and what is not known is null.
func TestProfileJSON(t *testing.T) {
	few := &Trace{arrivals: true, jobs: []joblog.Job{{Service: 1500 * time.Millisecond}, {Service: time.Second, Arrival: time.Second}}}
	for name, c := range map[string]struct {
		trace *Trace
		want  []string
	}{
		"few arrivals": {few, []string{`"max":1.5`, `"dispersion":null`, `"busy_workers":2.5`, `"span":1`}},
		"no arrivals":  {&Trace{jobs: few.jobs[:1]}, []string{`"mean":1.5`, `"arrivals":null`}},
		"no jobs":      {&Trace{}, []string{`"jobs":0`}},
	} {
		b, err := json.Marshal(c.trace.Profile())
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, want := range c.want {
			if !strings.Contains(string(b), want) {
				t.Errorf("%s: %s, want %s", name, b, want)
			}
		}
		if string(b) != strings.ToLower(string(b)) {
			t.Errorf("%s: %s, want lower case", name, b)
		}
	}
}

// TestProfileSlots: a job that takes three workers keeps three busy.
func TestProfileSlots(t *testing.T) {
	trace, err := ReadTrace(strings.NewReader("arrival,duration,slots\n0,2,3\n10,2,\n"))
	if err != nil {
		t.Fatal(err)
	}
	if p := trace.Profile(); math.Abs(p.BusyWorkers-0.8) > 1e-12 || math.Abs(p.PeakWorkers-60) > 1e-9 {
		t.Errorf("%v busy, %v in the busiest span, want 0.8 and 60", p.BusyWorkers, p.PeakWorkers)
	}
}
