package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/strategies"
)

// TestProgram runs the program of README.md: its strategy is one of those that it lists.
func TestProgram(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, program, ok := strings.Cut(string(page), "```go\npackage main\n")
	program, _, ok2 := strings.Cut(program, "```\n")
	if !ok || !ok2 {
		t.Fatal("README.md: has no program")
	}
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte("package main\n"+program), 0o644); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), "go", "run", file, "list", "strategies")
	run.Dir = root // which has the module
	var stderr strings.Builder
	run.Stderr = &stderr
	out, err := run.Output()
	if err != nil || !strings.Contains(string(out), " cheapest-first ") {
		t.Errorf("%v: %v\n%s%s\nwant cheapest-first listed", run.Args, err, out, &stderr)
	}
}

// TestStrategyTable: README.md recommends strategies that are there, and as many take part in a
// comparison that names none as documents say.
func TestStrategyTable(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "| jobs | strategy |\n|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	named := regexp.MustCompile("`([a-z-]+)`").FindAllStringSubmatch(table, -1)
	if len(named) < 10 {
		t.Errorf("%d strategies in the table, want all of them", len(named))
	}
	for _, m := range named {
		if !slices.ContainsFunc(strategies.All(), func(e strategies.Entry) bool { return e.Name() == m[1] }) {
			t.Errorf("README.md: %s is no strategy", m[1])
		}
	}
	usual := 0
	for _, e := range strategies.All() {
		if e.Usual {
			usual++
		}
	}
	if usual != 12 {
		t.Errorf("%d strategies are usual; cmd/compare/README.md and strategies/GUIDE.md say twelve", usual)
	}
}
