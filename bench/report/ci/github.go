package ci

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// mostAnnotations is how many errors, and how many warnings, GitHub shows of a step.
const mostAnnotations = 10

// Annotations writes text, and a workflow command for each figure that is worse
// or undecided: the runner shows those at the top of a run.
func Annotations(b *bytes.Buffer, o content.Outcome) error {
	if err := text.Outcome(b, o, text.Options{}); err != nil {
		return err
	}
	b.WriteByte('\n')
	commands := []struct {
		command string
		of      []verdict.Verdict
	}{
		{"error", []verdict.Verdict{verdict.Missing, verdict.Unusable, verdict.Regressed}},
		{"warning", []verdict.Verdict{verdict.Inconclusive}},
	}
	for _, c := range commands {
		var lines []string
		for _, v := range c.of {
			for _, f := range o.Findings() {
				if f.Verdict == v {
					title := fmt.Sprintf("%s: %s (%s)", v, f.Of, f.Figure)
					lines = append(lines, fmt.Sprintf("::%s title=%s::%s", c.command, escapeProperty(content.Clean(title)), escapeMessage(content.Clean(f.Text))))
				}
			}
		}
		if more := len(lines) - mostAnnotations; more > 0 {
			more++
			lines = append(lines[:mostAnnotations-1], fmt.Sprintf("::%s::and %d more", c.command, more))
		}
		for _, l := range lines {
			b.WriteString(l + "\n")
		}
	}
	return nil
}

// escapeMessage escapes what would end a workflow command or begin another one.
//
// Source: actions/toolkit, packages/core/src/command.ts, escapeData.
func escapeMessage(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// escapeProperty is for a value that ends at a comma or a colon. Source: ibid.,
// escapeProperty.
func escapeProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escapeMessage(s))
}
