package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// mostWords is how long the README may be: whoever reads it has a minute.
const mostWords = 900

// words counts the words of a page, without its blocks of code and the marks of blocks
// that are made.
func words(page string) int {
	n, block := 0, false
	for line := range strings.Lines(page) {
		switch fence := strings.HasPrefix(line, "```"); {
		case fence:
			block = !block
		case !block && !strings.HasPrefix(line, "<!-- "):
			n += len(strings.Fields(line))
		}
	}
	return n
}

func TestWords(t *testing.T) {
	page := "# one two\n\n<!-- begin: x -->\n```sh\nnot counted\n```\n<!-- end -->\nthree | `four`\n"
	if n := words(page); n != 6 { // with the signs
		t.Errorf("%d words of %q, want 6", n, page)
	}
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if n := words(string(text)); n > mostWords {
		t.Errorf("README.md has %d words, want at most %d: the rest goes to a page beside its package", n, mostWords)
	} else {
		t.Logf("README.md: %d words", n)
	}
}
