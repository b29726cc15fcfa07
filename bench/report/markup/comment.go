package markup

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// CommentMarker is the first line of the format comment. It is invisible, and identifies the
// comment of an earlier run. To keep several comments on one pull request, replace the name in
// it.
const CommentMarker = "<!-- poolbench: gate -->"

const (
	// commentLimit is below the number of characters, and so of bytes, at which GitHub
	// refuses a comment: 65,536.
	commentLimit = 65000
	// mostCommented is how many changes a comment shows unfolded.
	mostCommented = 25
	// changesLimit is how many bytes of it they take at most.
	changesLimit = 20000
	// headlineLimit is how many bytes of it the first line takes at most.
	headlineLimit = 4000
)

// inComment are the verdicts that a comment shows unfolded, in this order.
var inComment = []verdict.Verdict{verdict.Missing, verdict.Unusable, verdict.Regressed, verdict.Waived, verdict.Improved}

// Comment writes the comment that is kept up to date on a pull request: the answer, the
// changes and, folded, everything else. It also says when nothing has changed, because silence
// would look like a gate that did not run. It is never too long for GitHub.
func Comment(b *bytes.Buffer, o content.Outcome) error {
	var all bytes.Buffer
	if err := o.Tell(writer{&all}); err != nil {
		return err
	}
	o.Next(writer{&all})
	headline, rest, _ := strings.Cut(all.String(), "\n")
	fmt.Fprintf(b, "%s\n**%s**\n\n", CommentMarker, unaddressed(cutTo(headline, headlineLimit)))
	if all := o.Findings(); len(all) > 0 || !strings.HasPrefix(headline, "passed: ") { // it has said so
		changes(b, all)
	}

	tail := "\n</details>\n"
	if g, ok := o.(interface{ Sides() string }); ok {
		tail += "\n" + escape(cutTo(g.Sides(), 400)) + "\n"
	}
	const cut = "\n\nThe rest was cut: too long for a comment.\n"
	const fold = "\n<details>\n<summary>all figures</summary>\n\n"
	rest = unaddressed(strings.TrimSpace(rest)) + "\n"
	if room := commentLimit - b.Len() - len(fold) - len(tail); len(rest) > room {
		rest = rest[:strings.LastIndexByte(rest[:room-len(cut)], '\n')+1] + cut
	}
	if strings.TrimSpace(rest) == "" {
		b.WriteString(strings.TrimPrefix(tail, "\n</details>\n"))
		return nil
	}
	b.WriteString(fold + rest + tail)
	return nil
}

// changes writes a table of the changes, or says that there are none.
func changes(b *bytes.Buffer, all []content.Finding) {
	var rows [][]string
	undecided, more, size := 0, 0, 0
	for _, f := range all {
		if f.Verdict == verdict.Inconclusive {
			undecided++
		}
	}
	for _, v := range inComment {
		for _, f := range all {
			if f.Verdict != v {
				continue
			}
			row := []string{string(v), f.Of, f.Figure, f.Text}
			if size += len(unaddressed(escape(strings.Join(row, " | ")))); len(rows) == mostCommented || size > changesLimit {
				more++
				continue
			}
			rows = append(rows, row)
		}
	}
	switch {
	case len(rows)+more == 0 && len(all) == 0:
		b.WriteString("Nothing to compare.\n")
	case len(rows)+more == 0 && undecided > 0:
		fmt.Fprintf(b, "No change detected; undecided: %d of %d figures.\n", undecided, len(all))
	case len(rows)+more == 0:
		b.WriteString("Nothing changed.\n")
	}
	if len(rows) > 0 {
		var t bytes.Buffer
		table(&t, []string{"verdict", "benchmark", "figure", "what"}, rows)
		b.WriteString(unaddressed(t.String()))
	}
	if more > 0 {
		fmt.Fprintf(b, "\nand %d more\n", more)
	}
}

// unaddressed returns text that mentions no user: a benchmark's name is not a person's.
func unaddressed(s string) string { return strings.ReplaceAll(s, "@", "@\u200b") }

// cutTo returns at most so many bytes of a text.
func cutTo(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
