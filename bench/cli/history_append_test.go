package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHistoryAppend: twelve nights, of which the last six are slower, and the file says
// since which commit.
func TestHistoryAppend(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "history.jsonl")
	for night := range 12 {
		ns := 100 + float64(night*7%5)
		if night >= 6 {
			ns *= 1.3
		}
		text := benchText("A-8", ns, 3, " 2 hits/op")
		args := []string{"history", "--append", file, "--commit", fmt.Sprintf("c%02d", night), "--time", fmt.Sprintf("2026-05-%02dT03:00:00Z", night+1)}
		if night%2 == 0 {
			compare(t, append(args, write(t, dir, "new.txt", text))...).want(t, exitFine, "history.jsonl: added 2 figures of 2026-05-")
			continue
		}
		var stdout, stderr bytes.Buffer
		code := Run(t.Context(), Env{Args: append(args, "-"), Stdin: strings.NewReader(text), Stdout: &stdout, Stderr: &stderr})
		outcome{code, stdout.String(), stderr.String()}.want(t, exitFine)
	}
	for _, path := range []string{file, dir} {
		o := compare(t, "history", path)
		o.want(t, exitFine)
		for _, want := range []string{"2 series: 1 changed", "example.com/a A-8, sec/op\n", "12 runs, C, linux/", "regressed since c06 (2026-05-07 03:00): 1.3", " ns → 1"} {
			if !strings.Contains(o.stdout, want) {
				t.Errorf("history %s lacks %q:\n%s", path, want, o.stdout)
			}
		}
	}
	if o := compare(t, "history", "--format", "json", file); !strings.Contains(o.stdout, `"benchmark": "example.com/a A-8"`) {
		t.Errorf("json:\n%s", o.stdout)
	}
}

// TestHistoryAppendGate: of the rounds of a gate the head's are kept.
func TestHistoryAppendGate(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "h.jsonl")
	rounds := write(t, dir, "gate.txt", "side: base\nBenchmarkA 1 1 ns/op\nside: head\nBenchmarkA 1 2 ns/op\nside: control\nBenchmarkA 1 3 ns/op\n")
	compare(t, "history", "--append", file, rounds, "--host", "runner").want(t, exitFine, "1 figures")
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), `"median":2e-9`) || !strings.Contains(string(text), `"host":"runner"`) {
		t.Errorf("%v, %s", err, text)
	}
}

// TestHistoryAppendWrong: what cannot be kept is not, and is said.
func TestHistoryAppendWrong(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "h.jsonl")
	good := write(t, dir, "good", benchText("A", 1, 1, ""))
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--append", file}, "--append wants one file with the output of go test -bench, got 0"},
		{[]string{"--append", file, good, good}, "go test -bench, got 2"},
		{[]string{"--append", file, filepath.Join(dir, "none")}, `none": `},
		{[]string{"--append", file, write(t, dir, "nan", "BenchmarkA 1 NaN ns/op\n")}, "values must be finite: A (sec/op) is "},
		{[]string{"--append", file, write(t, dir, "fail", benchText("A", 1, 1, "")+"--- FAIL: BenchmarkB\n")}, "nothing was added, since a benchmark failed: "},
		{[]string{"--append", file, write(t, dir, "base", "side: base\nBenchmarkA 1 1 ns/op\n")}, "the gate's rounds have no head"},
		{[]string{"--append", file, good, "--time", "today"}, `--time "today": want date and time`},
		{[]string{"--append", file, good, "--format", "json"}, "--format: --append only adds a run"},
		{[]string{"--commit", "x", good}, "--commit: requires --append FILE"},
		{[]string{"--append", dir, good}, "is a directory"},
	} {
		compare(t, append([]string{"history"}, tt.args...)...).wantRefused(t, tt.want)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a history was made")
	}
	compare(t, "history", write(t, dir, "torn.jsonl", `{"history":1,`)).want(t, exitUnusable, "torn.jsonl:1: is not an entry of a history")
}
