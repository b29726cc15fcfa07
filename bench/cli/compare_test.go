package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// TestCompare is the main path: an answer on standard output, the rest on
// standard error, and a stored run that shows the same again.
func TestCompare(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "for me")
	o := compare(t, small(dir)...)
	side := sidecar(t, dir)
	stem := strings.TrimSuffix(side, ".json")
	o.want(t, exitFine, "round 1 of 2, trial 1 of 2, up to 1m0s in all: ", " on tiny-jobs\n", "stored: ", stem)
	for _, s := range []string{"shared-queue", "chunked", "tiny-jobs: ", "2 of 2 rounds", "repeat: compare --workload tiny-jobs"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
		}
	}
	for _, s := range []string{"round 1 of", "stored", "\x1b"} {
		if strings.Contains(o.stdout, s) {
			t.Errorf("stdout has %q, want nothing but the answer:\n%s", s, o.stdout)
		}
	}
	for _, path := range []string{side, stem + ".txt", stem} {
		run, err := record.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(run.Trials) != 4 || run.Interrupted || run.Settings.RoundsDone != 2 {
			t.Errorf("%s: %d trials in %d rounds, interrupted: %v; want 4 in 2, false", path, len(run.Trials), run.Settings.RoundsDone, run.Interrupted)
		}
		shown := compare(t, "show", path)
		shown.want(t, exitFine)
		if shown.stdout != o.stdout || shown.stderr != "" {
			t.Errorf("compare show %s:\n%s\n%s\nwant as before:\n%s", path, shown.stdout, shown.stderr, o.stdout)
		}
	}
}

// TestSettings: the processes of rounds, and those who read the stored run, know a strategy
// by its settings.
func TestSettings(t *testing.T) {
	dir := t.TempDir()
	o := compare(t, small(dir, "--strategy", "bounded:4,hedge:after=20ms,shared-queue")...)
	o.want(t, exitFine, "stored: ")
	run, err := record.Read(strings.TrimSuffix(sidecar(t, dir), ".json") + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]int)
	for _, trial := range run.Trials {
		seen[trial.Strategy]++
	}
	if want := map[string]int{"bounded:4": 2, "hedge:after=20ms": 2, "shared-queue": 2}; !maps.Equal(seen, want) {
		t.Errorf("trials are of %v, want %v", seen, want)
	}
	if want := "repeat: compare --workload tiny-jobs --strategy bounded:4,hedge:after=20ms,shared-queue "; !strings.Contains(o.stdout, want) {
		t.Errorf("the answer lacks %q:\n%s", want, o.stdout)
	}
}

// TestRepeatStoresNothing: what repeats a run that is not stored stores nothing either.
func TestRepeatStoresNothing(t *testing.T) {
	o := compare(t, small(storeNothing)...)
	o.want(t, exitFine)
	_, repeat, _ := strings.Cut(o.stdout, "\nrepeat: ")
	if repeat, _, _ = strings.Cut(repeat, "\n"); !strings.HasSuffix(repeat, " --results none") {
		t.Errorf("repeat: %s", repeat)
	}
}

// TestFormats: each format gives the same when asked for at once and later, on
// standard output and in a file.
func TestFormats(t *testing.T) {
	for _, format := range formatNames() {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			dir, out := t.TempDir(), filepath.Join(t.TempDir(), "answer")
			o := compare(t, small(dir, "--rounds", "1", "--format", format, "--out", out)...)
			o.want(t, exitFine)
			if o.stdout != "" {
				t.Errorf("stdout %q, want nothing beside --out", o.stdout)
			}
			if files := filesIn(t, filepath.Dir(out)); !slices.Equal(files, []string{"answer"}) {
				t.Errorf("files %q, want the answer alone", files)
			}
			written, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			shown := compare(t, "show", sidecar(t, dir), "--format="+format)
			shown.want(t, exitFine)
			if shown.stdout != string(written) || len(written) == 0 {
				t.Errorf("shown:\n%s\nwant as written:\n%s", shown.stdout, written)
			}
		})
	}
}

// TestJSON holds the JSON document to its documented cells.
func TestJSON(t *testing.T) {
	for _, tt := range []struct {
		jobs    string
		without []string
	}{
		{"200", []string{"sojourn-p99", "sojourn-p99.9"}},
		{"4394", nil},
	} {
		t.Run(tt.jobs, func(t *testing.T) {
			t.Parallel()
			o := compare(t, small(t.TempDir(), "--jobs", tt.jobs, "--workers", "1,3", "--rounds", "1", "--format", "json")...)
			o.want(t, exitFine)
			var doc struct{ Cells []map[string]any }
			if err := json.Unmarshal([]byte(o.stdout), &doc); err != nil {
				t.Fatal(err)
			}
			keys := []string{"group", "hi", "lo", "median", "metric", "n", "p_adjusted", "ratio", "ratio_hi", "ratio_lo", "strategy", "unit", "workers", "workload"}
			count := make(map[string]int)
			for _, c := range doc.Cells {
				if got := slices.Sorted(maps.Keys(c)); !slices.Equal(got, keys) {
					t.Fatalf("cell has %q, want %q", got, keys)
				}
				count[c["metric"].(string)]++
			}
			want := map[string]int{}
			for _, m := range []string{"throughput", "efficiency", "makespan", "sojourn-p50", "sojourn-p95", "sojourn-p99", "sojourn-p99.9", "sojourn-max", "wait-mean", "overhead", "allocs", "bytes"} {
				if !slices.Contains(tt.without, m) {
					want[m] = 4 // two strategies with one and with three workers
				}
			}
			if !maps.Equal(count, want) {
				t.Errorf("cells by metric: %v, want %v", count, want)
			}
		})
	}
}

// TestWorkers: every count is measured, and what is too many is said.
func TestWorkers(t *testing.T) {
	dir := t.TempDir()
	o := compare(t, small(dir, "--workers", "1, 500", "--rounds", "1")...)
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, "1 worker,") || !strings.Contains(o.stdout, "500 workers share") {
		t.Errorf("answer lacks both worker counts, and a warning of 500:\n%s", o.stdout)
	}
	run, err := record.Read(sidecar(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(run.Settings.Workers, []int{1, 500}) {
		t.Errorf("stored worker counts %v, want 1 and 500", run.Settings.Workers)
	}
}

// TestSeed: the same seed draws the same jobs, and another one others.
func TestSeed(t *testing.T) {
	realised := func(seed string) string {
		dir := t.TempDir()
		compare(t, small(dir, "--rounds", "1", "--seed", seed)...).want(t, exitFine)
		run, err := record.Read(sidecar(t, dir))
		if err != nil {
			t.Fatal(err)
		}
		return run.Workloads[0].Realised
	}
	first, again, other := realised("7"), realised("7"), realised("8")
	if first != again || first == other {
		t.Errorf("realised with seed 7 %q, again %q, with seed 8 %q; want the first two alike and the third not", first, again, other)
	}
}

// TestStoredApart: runs that begin within the same second do not overwrite each
// other.
func TestStoredApart(t *testing.T) {
	dir := t.TempDir()
	for range 3 {
		compare(t, small(dir, "--rounds", "1")...).want(t, exitFine)
	}
	if files := filesIn(t, dir); len(files) != 6 {
		t.Errorf("files %q, want those of three runs", files)
	}
}

// TestOutReplaces: an answer takes the place of an older one, of a link's target
// rather than of the link, and never that of a device.
func TestOutReplaces(t *testing.T) {
	stored := t.TempDir()
	compare(t, small(stored, "--rounds", "1")...).want(t, exitFine)
	side := sidecar(t, stored)
	want := compare(t, "show", side).stdout

	dir := t.TempDir()
	old := write(t, dir, "old", "old")
	if err := os.Chmod(old, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("old", link); err != nil {
		t.Skip(err)
	}
	compare(t, "show", side, "--out", link).want(t, exitFine)
	if text, err := os.ReadFile(old); err != nil || string(text) != want {
		t.Errorf("the target holds %q, %v; want the answer", text, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v; want it still a link", info.Mode(), err)
	}
	if info, err := os.Stat(old); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the target's mode is %v, %v; want it kept", info.Mode(), err)
	}

	compare(t, "show", side, "--out", os.DevNull).want(t, exitFine)
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatalf("%s is %v, %v; want it still a device", os.DevNull, info.Mode(), err)
	}
}

// TestOutToPipe: the file may be the end of a pipe, as /dev/stdout often is.
func TestOutToPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	name := fmt.Sprintf("/dev/fd/%d", w.Fd())
	if _, err := os.Stat(name); err != nil {
		t.Skip(err)
	}
	text := make(chan string)
	go func() {
		all, _ := io.ReadAll(r)
		text <- string(all)
	}()
	o := compare(t, small(t.TempDir(), "--rounds", "1", "--format", "csv", "--out", name)...)
	w.Close()
	o.want(t, exitFine)
	if got := <-text; !strings.HasPrefix(got, "workload,strategy,") {
		t.Errorf("the pipe got %q, want the answer", got)
	}
}

// TestShowMany: runs are shown one after the other.
func TestShowMany(t *testing.T) {
	dir := t.TempDir()
	compare(t, small(dir, "--rounds", "1")...).want(t, exitFine)
	side := sidecar(t, dir)
	one := compare(t, "show", side).stdout
	if o := compare(t, "show", side, side); o.stdout != one+"\n"+one {
		t.Errorf("show of two:\n%s\nwant twice, an empty line between:\n%s", o.stdout, one)
	}
}

// TestZeroEnv: what is not given of the world is not there, and no reason to
// fall over.
func TestZeroEnv(t *testing.T) {
	if code := Run(t.Context(), Env{Args: []string{"list"}}); code != exitFine {
		t.Errorf("exit code %d, want %d", code, exitFine)
	}
	var out bytes.Buffer
	if code := Run(t.Context(), Env{Args: []string{"nonsense"}, Stdout: &out}); code != exitUnusable || out.Len() > 0 {
		t.Errorf("exit code %d and %q on stdout, want %d and nothing", code, out.String(), exitUnusable)
	}
}
