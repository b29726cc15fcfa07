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
	got := lanes(&Jobs{
		Started:   []time.Duration{at(0), at(50.5), at(99.75), at(0)},
		Completed: []time.Duration{at(10), at(51.5), at(100), at(100)},
	}, []int32{0, 0, 1, 5}, 2, at(record.LaneParts)) // the last is beyond what is shown
	want := strings.Repeat("9", 10) + strings.Repeat("0", 40) + "55" + strings.Repeat("0", 48)
	if len(got) != 2 || got[0] != want || got[1] != strings.Repeat("0", 99)+"2" {
		t.Errorf("got %q", got)
	}
	if got := lanes(&Jobs{}, nil, 1, 0); got[0] != strings.Repeat("0", 100) {
		t.Errorf("of nothing: %q", got)
	}
}
