package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// mostWords is how long the README may be, code and all: whoever reads it has a minute.
const mostWords = 900

func TestWords(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(strings.Fields(string(text))); n > mostWords {
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
