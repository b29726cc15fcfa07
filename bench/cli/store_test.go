package cli

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// TestStoreNothing: --results none leaves no file, and the answer is the same.
func TestStoreNothing(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	args := []string{"--virtual", "--seed", "7"}
	o := compare(t, small("none", args...)...)
	o.want(t, exitFine)
	if files := filesIn(t, dir); len(files) > 0 || strings.Contains(o.stderr, "stored") {
		t.Errorf("files %q, stderr %q, want nothing stored", files, o.stderr)
	}
	kept := compare(t, small("kept", args...)...)
	answer := func(o outcome) string { before, _, _ := strings.Cut(o.stdout, "\nrun: "); return before }
	if answer(o) != answer(kept) || answer(o) == "" {
		t.Errorf("stored, the answer is\n%s\nand not stored\n%s", kept.stdout, o.stdout)
	}
	compare(t, small("./none", args...)...).want(t, exitFine)
	sidecar(t, filepath.Join(dir, "none"))
}

// TestStoreSaysFolder: the folder is named when it is made, and not again.
func TestStoreSaysFolder(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	const says = "created the folder results, where runs are stored: --results FOLDER stores them elsewhere, --results none nowhere\n"
	for i, want := range []int{1, 0} {
		o := compare(t, small("results", "--virtual")...)
		o.want(t, exitFine, "stored: results/")
		if got := strings.Count(o.stderr, says); got != want {
			t.Errorf("run %d says it %d times, want %d:\n%s", i+1, got, want, o.stderr)
		}
	}
}

// TestStoreTogether: of comparisons that begin in the same second each has its own files.
func TestStoreTogether(t *testing.T) {
	dir := t.TempDir()
	const n = 4
	var all sync.WaitGroup
	var outcomes [n]outcome
	for i := range n {
		all.Go(func() { outcomes[i] = compare(t, small(dir, "--virtual", "--seed", string(rune('1'+i)))...) })
	}
	all.Wait()
	for i, o := range outcomes {
		o.want(t, exitFine)
		_, path, _ := strings.Cut(o.stderr, "stored: ")
		path, _, _ = strings.Cut(path, " and .txt")
		if run, err := record.Read(path); err != nil || run.Seed != uint64(i+1) {
			t.Errorf("%s: %v, want the run of seed %d", path, err, i+1)
		}
	}
	if files := filesIn(t, dir); len(files) != 2*n {
		t.Errorf("files %q, want %d pairs", files, n)
	}
}

// TestReadsOldAndNew: every command reads a run as it is stored today, as the first schema
// had it, and compressed.
func TestReadsOldAndNew(t *testing.T) {
	dir := t.TempDir()
	compare(t, small(dir, "--virtual", "--rounds", "6")...).want(t, exitFine)
	today := sidecar(t, dir)
	text, err := os.ReadFile(today)
	if err != nil {
		t.Fatal(err)
	}
	run, err := record.Read(today)
	if err != nil {
		t.Fatal(err)
	}
	run.Schema = 1
	first, err := json.MarshalIndent(run, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	w.Write(text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	write(t, other, "first.json", string(first))
	write(t, other, "small.json.gz", z.String())
	shown := compare(t, "show", today)
	for _, name := range []string{"first.json", "small.json.gz"} {
		path := filepath.Join(other, name)
		if o := compare(t, "show", path); o.stdout != shown.stdout || o.code != exitFine {
			t.Errorf("show %s:\n%s\nwant\n%s", name, o.stdout, shown.stdout)
		}
		if o := compare(t, "report", path); o.code != exitFine || !strings.HasPrefix(o.stdout, "<!DOCTYPE html>") {
			t.Errorf("report %s: %s", name, o.stderr)
		}
		if o := compare(t, "diff", today, path); o.code != exitFine || !strings.HasPrefix(o.stdout, "passed: all ") {
			t.Errorf("diff with %s: %s%s", name, o.stdout, o.stderr)
		}
		if o := compare(t, "gate", "--baseline", path, "--tolerance", "0%"); o.code != exitFine || !strings.HasPrefix(o.stdout, "passed: all ") {
			t.Errorf("gate of %s: %s%s", name, o.stdout, o.stderr)
		}
	}
	o := compare(t, "history", "--all", dir, other)
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, ", 3 runs, ") || strings.Contains(o.stderr, "left out") {
		t.Errorf("history:\n%s%s", o.stdout, o.stderr)
	}
}
