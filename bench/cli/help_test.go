package cli

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// TestHelpTopics: each is explained, fits a narrow terminal, and is named on the page.
func TestHelpTopics(t *testing.T) {
	page := compare(t, "help").stdout
	for _, topic := range topics {
		o := compare(t, "help", topic.name)
		o.want(t, exitFine)
		if !strings.Contains("\n"+o.stdout, "\n"+topic.name+": ") || !strings.Contains(page, topic.name) {
			t.Errorf("%s:\n%s", topic.name, o.stdout)
		}
		for line := range strings.Lines(o.stdout) {
			if len(line) > 81 {
				t.Errorf("%s: line %q is longer than 80", topic.name, line)
			}
		}
	}
	compare(t, "help", "tie").wantRefused(t, `help "tie": unknown; did you mean "ties"?`)
	compare(t, "help", "ties", "gate").wantRefused(t, "want one command or topic")
}

// TestCompletion: a shell completes commands, flags and names by the script.
func TestCompletion(t *testing.T) {
	o := compare(t, "completion", "bash")
	o.want(t, exitFine)
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	for words, want := range map[string]string{
		"compare rec": "recommend", "compare --workload sk": "skewed", "compare --strategy work": "work-stealing", "compare --peer plain-l": "plain-loop",
		"compare --vir": "--virtual", "compare help met": "metg", "compare recommend --conf": "--confirm", "compare gate --inc": "--inconclusive", "compare --workload skewed --form": "--format",
	} {
		script := o.stdout + "\nCOMP_WORDS=(" + words + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _compare; echo \"${COMPREPLY[@]}\""
		out, err := exec.Command(bash, "-c", script).CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != want {
			t.Errorf("%s: %q, %v, want %q", words, out, err, want)
		}
	}
	compare(t, "completion").wantRefused(t, "want bash or zsh")
}

// TestFoldLines: long lines are folded between words; commands and short lines are not.
func TestFoldLines(t *testing.T) {
	const text = "a   b\nthis is a line that is longer than twenty\nto repeat: compare --workload skewed --rounds 5\n\n"
	for width, want := range map[int]string{
		0:  text,
		20: "a   b\nthis is a line that\n  is longer than\n  twenty\nto repeat: compare --workload skewed --rounds 5\n\n",
	} {
		var b bytes.Buffer
		if foldLines(&b, text, width); b.String() != want {
			t.Errorf("on %d columns:\n%s\nwant\n%s", width, b.String(), want)
		}
	}
}
