package document

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPut: a command writes its own section anew, and no other.
func TestPut(t *testing.T) {
	for was, want := range map[string]string{
		"# A\n\nb\n":                                 "# A\n\nb\n\n## Faults\nnew\n",
		"# A\n\n## Faults\nold\n":                    "# A\n\n## Faults\nnew\n",
		"# A\n\n## Faults\nold\n\n## Other\n\nc\n":   "# A\n\n## Faults\nnew\n\n## Other\n\nc\n",
		"# A\n\n## Faults of\n\n## Faults\nold\nx\n": "# A\n\n## Faults of\n\n## Faults\nnew\n",
	} {
		file := filepath.Join(t.TempDir(), "a.md")
		if err := os.WriteFile(file, []byte(was), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := Put(file, "## Faults\nnew\n"); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != want {
			t.Errorf("%q became %q (error %v), want %q", was, got, err, want)
		}
	}
	if err := Put(filepath.Join(t.TempDir(), "none.md"), "## Faults\nnew\n"); err == nil {
		t.Error("no file: no error")
	}
}
