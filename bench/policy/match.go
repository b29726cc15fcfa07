package policy

import (
	"fmt"
	"regexp"
	"strings"
)

// matches reports whether the selector selects the figure's benchmark.
func (p *Policy) matches(s *selector, f Figure) bool {
	return s.benchmark.MatchString(f.Name) && (s.pkg == "" || p.inPackage(s.pkg, f.Package))
}

// inPackage reports whether an import path matches a pattern: "..." stands for any text,
// and "/..." at the end also for nothing, as for the go command.
func (p *Policy) inPackage(pattern, path string) bool {
	prefix := "^"
	if pattern == "." || strings.HasPrefix(pattern, "./") {
		pattern = strings.TrimPrefix(strings.TrimPrefix(pattern, "."), "/")
		switch {
		case p.Module == "" && (pattern == "" || pattern == "..."):
			return true // the root of the module is unknown
		case p.Module == "":
			prefix = "(^|/)"
		case pattern == "":
			pattern = p.Module
		default:
			pattern = p.Module + "/" + pattern
		}
	}
	text := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\.\.\.`, ".*")
	if rest, ok := strings.CutSuffix(text, "/.*"); ok {
		text = rest + "(/.*)?"
	}
	return regexp.MustCompile(prefix + text + "$").MatchString(path)
}

// String returns the selector for messages.
func (s *selector) String() string {
	text := fmt.Sprintf("benchmark %q", s.benchmark)
	if s.pkg != "" {
		text += fmt.Sprintf(" of package %s", s.pkg)
	}
	return text
}
