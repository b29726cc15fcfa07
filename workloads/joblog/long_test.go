package joblog

import (
	"cmp"
	"fmt"
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

// TestReadLong: of a log with too many rows, stretches of consecutive rows are kept
// that are spread over all of it; the time between them is left out, that within is not.
func TestReadLong(t *testing.T) {
	const most = 320
	for _, n := range []int{most, most + 1, 1000, 12345} {
		log, err := Read(strings.NewReader(longLog(n, func(i int) int { return i })), Options{Most: most})
		if err != nil {
			t.Fatal(err)
		}
		rows := log.Jobs
		if log.Rows != n || len(rows) > most || len(rows) < most/2 || (n > most) != (len(log.Notes) == 1) {
			t.Errorf("%d rows: %d known, %d kept, %q", n, log.Rows, len(rows), log.Notes)
		}
		jumps := 0
		for i := 1; i < len(rows); i++ {
			if rows[i].Arrival-rows[i-1].Arrival != time.Second {
				t.Errorf("%d rows: row %d arrives %v after the one before", n, i, rows[i].Arrival-rows[i-1].Arrival)
			}
			if rows[i].Service != rows[i-1].Service+1 {
				jumps++
			}
		}
		if parts := (len(rows) + most/sampleParts - 1) / (most / sampleParts); n > most && jumps != parts-1 {
			t.Errorf("%d rows: %d jumps, %d stretches", n, jumps, parts)
		}
		if first, last := int(rows[0].Service), int(rows[len(rows)-1].Service); first != 1 || last < n*9/10 {
			t.Errorf("%d rows: from row %d to %d", n, first, last)
		}
	}
}

// TestReadUnordered: stretches of a log in no order would not be stretches of time.
func TestReadUnordered(t *testing.T) {
	_, err := Read(strings.NewReader(longLog(1000, func(i int) int { return i * 7919 % 1000 })), Options{Most: 320})
	if err == nil || !strings.Contains(err.Error(), "not sorted by arrival") {
		t.Errorf("%v", err)
	}
	// As jobs complete, which is nearly the order in which they arrive.
	log, err := Read(strings.NewReader(longLog(1000, func(i int) int { return i ^ 3 })), Options{Most: 320})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(log.Jobs, func(a, b Job) int { return cmp.Compare(a.Arrival, b.Arrival) }) {
		t.Error("not sorted by arrival")
	}
}

// TestReadLateFields: a field of JSON that the first rows lack is read.
func TestReadLateFields(t *testing.T) {
	log, err := Read(strings.NewReader("{\"duration\":1}\n{\"duration\":2,\"priority\":5}\n"), Options{})
	if err != nil || log.Jobs[1].Priority != 5 {
		t.Errorf("%+v, %v", log, err)
	}
}
