package main_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var (
	linkTo = regexp.MustCompile(`!?\[[^\]]*\]\(([^()\s]+)\)`)
	inCode = regexp.MustCompile("(?s)```.*?\n```|`[^`\n]*`")
)

// deadLinks returns the links of a page to files that are not in the repository, and to
// headings that a page does not have. Addresses of the web are not asked for.
func deadLinks(repository fs.FS, page, text string) (dead []string, links int) {
	for _, m := range linkTo.FindAllStringSubmatch(inCode.ReplaceAllString(text, "code"), -1) {
		if strings.Contains(m[1], ":") {
			continue
		}
		links++
		to, heading, _ := strings.Cut(m[1], "#")
		target, of := page, text
		if to != "" {
			target = path.Join(path.Dir(page), to)
			if _, err := fs.Stat(repository, target); err != nil {
				dead = append(dead, m[1])
				continue
			}
			there, _ := fs.ReadFile(repository, target) // of a folder nothing
			of = string(there)
		}
		if path.Ext(target) == ".md" && heading != "" && !slices.Contains(headings(of), heading) {
			dead = append(dead, m[1])
		}
	}
	return dead, links
}

// headings returns the addresses of a page's headings, as GitHub makes them.
func headings(text string) []string {
	var all []string
	for line := range strings.Lines(inCode.ReplaceAllStringFunc(text, func(code string) string {
		if strings.HasPrefix(code, "```") {
			return ""
		}
		return code
	})) {
		if title := strings.TrimLeft(line, "#"); title != line && strings.HasPrefix(title, " ") {
			all = append(all, strings.Map(func(r rune) rune {
				switch {
				case r == ' ' || r == '-':
					return '-'
				case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
					return unicode.ToLower(r)
				}
				return -1
			}, strings.TrimSpace(title)))
		}
	}
	return all
}

// TestLinks: what a document links to is there.
func TestLinks(t *testing.T) {
	repository := os.DirFS(root)
	const page = "# How `it` is: x\n[`a`](../bench) [b](pool.go#L1) [c](bench) ![d](d.png) [e](#how-it-is-x) [f](../README.md#nothing)\n```go\n# y\nf[a](b)\n```\n"
	if dead, n := deadLinks(repository, "pool/README.md", page); n != 6 || !slices.Equal(dead, []string{"bench", "d.png", "../README.md#nothing"}) {
		t.Errorf("%d links, of which %q are dead, want 6, of which bench, d.png and the last", n, dead)
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
