package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestTimeline: the file has a slice for every job of every strategy, in real and in virtual
// time.
func TestTimeline(t *testing.T) {
	for _, more := range [][]string{nil, {"--virtual", "--load", "0.5"}} {
		file := filepath.Join(t.TempDir(), "out.json")
		args := append(small(t.TempDir(), "--timeline", file, "--strategy", "shared-queue,work-stealing"), more...)
		compare(t, args...).want(t, exitFine, "timeline: "+file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			TraceEvents []struct {
				Ph   string
				PID  int
				Dur  float64
				Args map[string]any
			}
		}
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		slices := make(map[int]int)
		for _, e := range doc.TraceEvents {
			if e.Ph == "X" {
				slices[e.PID]++
			}
		}
		if len(slices) != 2 || slices[1] != 200 || slices[2] != 200 {
			t.Errorf("%q: slices by strategy: %v, want 200 each", more, slices)
		}
	}
	compare(t, "scale", "--timeline", "x.json").wantRefused(t, "--timeline: does not apply to compare scale")
	compare(t, small(t.TempDir(), "--timeline", "no/where/x.json")...).wantRefused(t, "folder ")
}
