package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// TestSpreadCommand: processes of two workers against one of eight, said in the answer and in the
// record, and repeated the same.
func TestSpreadCommand(t *testing.T) {
	dir := t.TempDir()
	o := compare(t, "--virtual", "--strategy", "prefetch,shared-queue", "--processes", "4", "--workers", "2", "--prefetch", "1,8", "--jobs", "100", "--rounds", "1", "--results", dir)
	o.want(t, exitFine, "stored: ")
	for _, s := range []string{"(8 workers in 4 processes of 2 or in one, 100 jobs", "prefetch:1:workers=2 ", "prefetch:8:workers=2 ",
		"repeat: compare --workload exponential --strategy prefetch,shared-queue --processes 4 --workers 2 --prefetch 1,8 --jobs 100 --virtual"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("lacks %q:\n%s", s, o.stdout)
		}
	}
	run, err := record.Read(sidecar(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	if s := run.Settings; len(run.Trials) != 3 || !slices.Equal(s.Workers, []int{8}) || !slices.Equal(s.Processes, []int{4}) || !slices.Equal(s.Each, []int{2}) {
		t.Errorf("%d trials, %+v", len(run.Trials), s)
	}
	again := t.TempDir()
	compare(t, append(run.Command[1:], "--results", again)...).want(t, exitFine)
	if b, err := record.Read(sidecar(t, again)); err != nil || !slices.Equal(b.Settings.Strategies, run.Settings.Strategies) || !slices.Equal(b.Settings.Processes, run.Settings.Processes) {
		t.Errorf("repeated: %v, %+v", err, b.Settings)
	}
	// Of other flags nothing is said.
	dir = t.TempDir()
	compare(t, "--virtual", "--strategy", "prefetch", "--prefetch", "2,3", "--jobs", "100", "--rounds", "1", "--results", dir).want(t, exitFine)
	if run, err = record.Read(sidecar(t, dir)); err != nil || run.Settings.Processes != nil || !slices.Equal(run.Settings.Strategies, []string{"prefetch:2", "prefetch:3"}) {
		t.Errorf("%v, %+v", err, run.Settings)
	}
	compare(t, "--prefetch", "8").wantRefused(t, "--prefetch 8: no strategy that takes part prefetches: want prefetch or poll, or an engine in the program that make engines builds")
	compare(t, "--processes", "0", "--strategy", "prefetch").wantRefused(t, `--processes "0": want numbers from 1 to 100000`)
	compare(t, "scale", "--processes", "2").wantRefused(t, "--processes: does not apply to compare scale")
}
