package metrics

import (
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
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
