package workloads

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// longLog is a log of n rows, of which each arrives a second after the one before and
// takes as many nanoseconds as it has before it, plus one.
func longLog(n int, arrival func(i int) int) string {
	var b strings.Builder
	b.WriteString("duration_ns,arrival\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,%d\n", i+1, arrival(i))
	}
	return b.String()
}

// TestReadLogLong: of a log with too many rows, stretches of consecutive rows are kept
// that are spread over all of it; the time between them is left out, that within is not.
func TestReadLogLong(t *testing.T) {
	const most = 320
	for _, n := range []int{most, most + 1, 1000, 12345} {
		log, err := ReadLog(strings.NewReader(longLog(n, func(i int) int { return i })), LogOptions{Most: most})
		if err != nil {
			t.Fatal(err)
		}
		rows := log.Trace.rows
		if log.Rows != n || len(rows) > most || len(rows) < most/2 || (n > most) != (len(log.Notes) == 1) {
			t.Errorf("%d rows: %d known, %d kept, %q", n, log.Rows, len(rows), log.Notes)
		}
		jumps := 0
		for i := 1; i < len(rows); i++ {
			if rows[i].arrival-rows[i-1].arrival != time.Second {
				t.Errorf("%d rows: row %d arrives %v after the one before", n, i, rows[i].arrival-rows[i-1].arrival)
			}
			if rows[i].service != rows[i-1].service+1 {
				jumps++
			}
		}
		if parts := (len(rows) + most/sampleParts - 1) / (most / sampleParts); n > most && jumps != parts-1 {
			t.Errorf("%d rows: %d jumps, %d stretches", n, jumps, parts)
		}
		if first, last := int(rows[0].service), int(rows[len(rows)-1].service); first != 1 || last < n*9/10 {
			t.Errorf("%d rows: from row %d to %d", n, first, last)
		}
	}
}

// TestReadLogUnordered: stretches of a log in no order would not be stretches of time.
func TestReadLogUnordered(t *testing.T) {
	_, err := ReadLog(strings.NewReader(longLog(1000, func(i int) int { return i * 7919 % 1000 })), LogOptions{Most: 320})
	if err == nil || !strings.Contains(err.Error(), "not in the order of arrival") {
		t.Errorf("%v", err)
	}
	// As jobs complete, which is nearly the order in which they arrive.
	log, err := ReadLog(strings.NewReader(longLog(1000, func(i int) int { return i ^ 3 })), LogOptions{Most: 320})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(log.Trace.rows, func(a, b traceRow) int { return int(a.arrival - b.arrival) }) {
		t.Error("not sorted by arrival")
	}
}

// TestReadLogLateFields: a field of JSON that the first rows lack is read.
func TestReadLogLateFields(t *testing.T) {
	log, err := ReadLog(strings.NewReader("{\"duration\":1}\n{\"duration\":2,\"priority\":5}\n"), LogOptions{})
	if err != nil || log.Trace.rows[1].priority != 5 {
		t.Errorf("%+v, %v", log, err)
	}
}

// TestProfile holds the description to a trace that is known.
func TestProfile(t *testing.T) {
	tr := &Trace{arrivals: true}
	for i := range 1000 {
		r := traceRow{service: time.Second, arrival: time.Duration(i) * time.Second, key: fmt.Sprint(i % 4 * (i % 2))}
		if i%100 == 99 {
			r.service, r.priority = 11*time.Second, 3
		}
		tr.rows = append(tr.rows, r)
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
	for _, s := range []string{"more even than chance", "priority 3: 1 %", "the longest 1 % are 10 % of the work", "3, the most frequent has 50 %"} {
		if !strings.Contains(text, s) {
			t.Errorf("lacks %q: %s", s, text)
		}
	}
	if p := (&Trace{}).Profile(); p.Jobs != 0 {
		t.Errorf("of nothing: %+v", p)
	}
}

// TestTraceFaster: a clock that runs faster divides all times, and leaves the shape.
func TestTraceFaster(t *testing.T) {
	tr := &Trace{rows: []traceRow{{service: 10 * time.Second, priority: 2, key: "a"}, {service: 2, arrival: time.Minute}}, arrivals: true}
	got := tr.Faster(10)
	if got.rows[0] != (traceRow{service: time.Second, priority: 2, key: "a"}) || got.rows[1] != (traceRow{service: 1, arrival: 6 * time.Second}) {
		t.Errorf("%+v", got.rows)
	}
	if tr.rows[0].service != 10*time.Second || got.Span() != 6*time.Second || tr.Work() < 10 || tr.Work() > 10.1 {
		t.Errorf("%+v, %v, %v", tr.rows, got.Span(), tr.Work())
	}
	if got := tr.Shorter(time.Second); got.rows[0].service != 9*time.Second || got.rows[1].service != 1 || tr.rows[0].service != 10*time.Second {
		t.Errorf("shorter: %+v", got.rows)
	}
	if got := tr.Takes(1); got != time.Minute+2 {
		t.Errorf("takes %v, and the last arrives after a minute", got)
	}
	long := &Trace{rows: []traceRow{{service: time.Minute}, {service: time.Second}, {service: time.Minute}}}
	if long.Takes(1) != 121*time.Second || long.Takes(2) != 60500*time.Millisecond || long.Takes(9) != time.Minute {
		t.Errorf("takes %v, %v and %v", long.Takes(1), long.Takes(2), long.Takes(9))
	}
	if (&Trace{rows: tr.rows}).Span() != 0 {
		t.Error("a span without arrivals")
	}
}
