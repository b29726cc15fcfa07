package record

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestCommandLine lets a shell read the line back.
func TestCommandLine(t *testing.T) {
	args := []string{"compare", "--workload", "trace:my jobs.csv", "two  spaces", "it's", "", "a;b", "$HOME", "`id`", `back\slash`,
		"a,b", "*", "~", "#1", "über", "x=1", `"quoted"`, "--seed=7"}
	line := CommandLine(args)
	out, err := exec.Command("sh", "-c", `printf '%s\n' `+line).Output()
	if err != nil {
		t.Skipf("no shell: %v", err)
	}
	if got := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n"); !slices.Equal(got, args) {
		t.Errorf("sh reads %s\nas %q\nwant %q", line, got, args)
	}
	for _, plain := range []string{"compare", "--workload", "trace:jobs.csv", "a,b", "45s"} {
		if got := CommandLine([]string{plain}); got != plain {
			t.Errorf("CommandLine(%q) = %s, want it as it is", plain, got)
		}
	}
	if got, want := CommandLine([]string{"a\nb\x1b[2J'"}), `$'a\012b\033[2J\''`; got != want {
		t.Errorf("CommandLine of control characters = %s, want %s", got, want)
	}
}
