// Package document changes one section of a Markdown file that several commands write.
package document

import (
	"os"
	"strings"
)

// Put writes a section into a file, in place of the one with the same heading, or at the end. The
// section begins with its heading, a line such as "## Faults".
func Put(file, section string) error {
	was, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(replace(string(was), section)), 0o644)
}

func replace(document, section string) string {
	heading, _, _ := strings.Cut(section, "\n")
	before, after, _ := strings.Cut(document, "\n"+heading+"\n")
	if _, next, more := strings.Cut(after, "\n## "); more {
		section += "\n## " + next
	}
	return strings.TrimRight(before, "\n") + "\n\n" + section
}
