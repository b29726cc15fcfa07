package cli

import (
	"strings"
	"testing"
)

// TestHelpTopics: each is explained, fits a narrow terminal, and is named on the page.
func TestHelpTopics(t *testing.T) {
	page := compare(t, "help").stdout
	for _, topic := range topics {
		o := compare(t, "help", topic.name)
		o.want(t, exitFine)
		if !strings.HasPrefix(o.stdout, topic.name+": ") || !strings.Contains(page, topic.name) {
			t.Errorf("%s:\n%s", topic.name, o.stdout)
		}
		for line := range strings.Lines(o.stdout) {
			if len(line) > 81 {
				t.Errorf("%s: line %q is longer than 80", topic.name, line)
			}
		}
	}
	compare(t, "help", "tis").wantRefused(t, `help "tis": unknown; did you mean "ties"?`)
	for word, topic := range map[string]string{"undecided": "ties", "tie": "ties", "equivalent": "ties", "inconclusive": "verdicts", "regressed": "verdicts", "passed": "verdicts"} {
		if o := compare(t, "help", word); o.code != exitFine || !strings.HasPrefix(o.stdout, topic+": ") || !strings.Contains(strings.ToLower(o.stdout), word) {
			t.Errorf("help %s: exit code %d:\n%s", word, o.code, o.stdout)
		}
	}
	compare(t, "help", roundName).wantRefused(t, `help "__round": unknown`)
	compare(t, "help", "ties", "gate").wantRefused(t, "want one command or topic")
}
