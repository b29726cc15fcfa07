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

// mostPictured is how many bytes the pictures of the README take: they are in every clone.
const mostPictured = 300_000

func TestPictures(t *testing.T) {
	pictures, err := filepath.Glob("*.png")
	if err != nil || len(pictures) != 2 {
		t.Fatalf("%q, %v: want two pictures", pictures, err)
	}
	size := int64(0)
	for _, p := range pictures {
		info, err := os.Stat(p)
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if size > mostPictured {
		t.Errorf("%d bytes of pictures, want at most %d", size, mostPictured)
	}
}
