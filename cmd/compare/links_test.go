package main_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	linkTo = regexp.MustCompile(`!?\[[^\]]*\]\(([^()\s]+)\)`)
	inCode = regexp.MustCompile("(?s)```.*?\n```|`[^`\n]*`")
)

// deadLinks returns the links of a page to files that are not in the repository. Addresses of
// the web and parts of a page are not asked for.
func deadLinks(repository fs.FS, page, text string) (dead []string, links int) {
	for _, m := range linkTo.FindAllStringSubmatch(inCode.ReplaceAllString(text, "code"), -1) {
		to, _, _ := strings.Cut(m[1], "#")
		if to == "" || strings.Contains(to, ":") {
			continue
		}
		links++
		if _, err := fs.Stat(repository, path.Join(path.Dir(page), to)); err != nil {
			dead = append(dead, m[1])
		}
	}
	return dead, links
}

// TestLinks: what a document links to is there.
func TestLinks(t *testing.T) {
	repository := os.DirFS(root)
	if dead, n := deadLinks(repository, "pool/README.md", "[`a`](../bench) [b](pool.go#L1) [c](bench) ![d](d.png)\n```go\nf[a](b)\n```\n"); n != 4 || len(dead) != 2 {
		t.Errorf("%d links, of which %q are dead, want 4, of which bench and d.png", n, dead)
	}
	links := 0
	err := fs.WalkDir(repository, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != "." && p != ".github" && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case path.Ext(p) != ".md":
			return nil
		}
		text, err := fs.ReadFile(repository, p)
		dead, n := deadLinks(repository, p, string(text))
		for _, to := range dead {
			t.Errorf("%s: links to %s, which is not there", p, to)
		}
		links += n
		return err
	})
	if err != nil || links < 30 {
		t.Errorf("%d links: %v, want all of them", links, err)
	}
}
