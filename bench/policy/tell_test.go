package policy

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestLines: nothing in a file goes without saying.
func TestLines(t *testing.T) {
	got := parsed(t, full).Lines(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
	want := []string{
		`all figures: margin 2 %; inconclusive: pass`,
		`rule 1: benchmark "^Parse/" of package ./decoder: judges sec/op, allocs/op; margin 5 %`,
		`rule 2: benchmark "^Scratch": judges nothing; margin as for all`,
		`rule 3: benchmark "Encode": judges all units; margin 10 % of B/op`,
		`better: hits/op: higher`,
		`waiver: benchmark "^Encode$", sec/op: up to 1.2x, expired on 2026-12-31: #123: known, being fixed`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("lines:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	got = parsed(t, full).Lines(time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC))
	if last := got[len(got)-1]; !strings.Contains(last, "up to 1.2x, until 2026-12-31: ") {
		t.Errorf("on the last day: %q", last)
	}
	if got := new(Policy).Lines(time.Time{}); !slices.Equal(got, []string{"all figures: the default margin"}) {
		t.Errorf("an empty policy says %q", got)
	}
}
