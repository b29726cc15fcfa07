package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestPolicy: a policy is told in plain words, and its mistakes with their lines.
func TestPolicy(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	compare(t, "policy").wantRefused(t, `policy "poolbench.yml": no such file or directory`)
	write(t, dir, "poolbench.yml", "gate: {margin: 3%}\nrules: [{benchmark: ^A$, units: [ns/op]}]\n")
	o := compare(t, "policy")
	o.want(t, exitFine)
	if want := "all figures: margin 3 %\nrule 1: benchmark \"^A$\": judges sec/op; margin as for all\n"; o.stdout != want {
		t.Errorf("told:\n%s\nwant:\n%s", o.stdout, want)
	}
	bad := write(t, dir, "bad.yml", "gate:\n  margin: lots\n")
	compare(t, "policy", bad).wantRefused(t, bad+`:2: margin "lots": want a percentage`)
	compare(t, "policy", bad, bad).wantRefused(t, "want one file, got 2")

	compare(t, "policy", "--against", write(t, dir, "a.txt", benchText("A-8", 1, 1, ""))).want(t, exitFine)
	o = compare(t, "policy", "--against", write(t, dir, "b.txt", benchText("B-8", 1, 1, "")))
	o.wantRefused(t, `policy: poolbench.yml:2: rule for benchmark "^A$": matches nothing`)
	if o := compare(t, "policy", "--against", filepath.Join(dir, "none")); !strings.Contains(o.stderr, `none": `) {
		t.Errorf("stderr %q", o.stderr)
	}
}
