package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestWorkflow runs the command of the workflow that others copy, in a module of
// somebody else.
func TestWorkflow(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", ".github", "workflows", "benchmarks.yml"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "run: >-\n          compare ")
	command, _, ok2 := strings.Cut(rest, "\n      - uses:")
	if !ok || !ok2 {
		t.Fatalf("the workflow has no command to run:\n%s", text)
	}
	_, dir := repository(t, "", "110")
	summary := filepath.Join(t.TempDir(), "summary.md")
	env := map[string]string{"BASE": "old", "GITHUB_STEP_SUMMARY": summary}
	for _, m := range regexp.MustCompile(`(?m)^  ([A-Z]+): (.*)$`).FindAllStringSubmatch(string(text), -1) {
		env[m[1]] = m[2]
	}
	env["PACKAGE"], env["BENCH"] = ".", "." // what the file tells to set
	var args []string
	for _, a := range strings.Fields(command) {
		a = strings.ReplaceAll(a, `"`, "")
		args = append(args, os.Expand(a, func(name string) string {
			v, ok := env[name]
			if !ok {
				t.Errorf("the workflow uses %s, which it does not set", name)
			}
			return v
		}))
	}
	t.Chdir(dir)
	// As it is, but for how long it takes.
	o := compare(t, append(args, "--benchtime", "1x", "--unit", "steps/op")...)
	o.want(t, exitRegressed)
	if !strings.Contains(o.stdout, "\n::error title=regressed") {
		t.Errorf("no annotation:\n%s", o.stdout)
	}
	for _, file := range []string{summary, "gate.xml", "gate.json", "gate.txt"} {
		if info, err := os.Stat(file); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", file, err)
		}
	}
}
