package cli

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// TestTyped: a program of one's own is named as it is typed, where the answer says how to
// repeat the run and how to see it again.
func TestTyped(t *testing.T) {
	var out, errs bytes.Buffer
	code := Run(t.Context(), Env{
		Args:   small(t.TempDir(), "--virtual", "--strategy", "shared-queue"),
		Stdout: &out, Stderr: &errs, Typed: []string{"go", "run", "."},
	})
	if code != exitFine {
		t.Fatalf("exit code %d: %s", code, &errs)
	}
	if !strings.Contains(out.String(), "\nrepeat: go run . --workload tiny-jobs ") {
		t.Errorf("the answer does not repeat with go run:\n%s", &out)
	}
	if !strings.Contains(errs.String(), "to see it again: go run . show ") {
		t.Errorf("what is stored is not shown with go run:\n%s", &errs)
	}
}

// TestTypedAs: go run builds into a folder that it removes.
func TestTypedAs(t *testing.T) {
	for path, want := range map[string][]string{
		"./mine":                              {"./mine"},
		"/usr/local/bin/mine":                 {"/usr/local/bin/mine"},
		"/tmp/go-build1234567/b001/exe/mine":  {"go", "run", "."},
		"/root/.cache/go-build/ab/abc-d/mine": {"go", "run", "."},
	} {
		if got := typedAs(path); !slices.Equal(got, want) {
			t.Errorf("typedAs(%q) = %q, want %q", path, got, want)
		}
	}
}
