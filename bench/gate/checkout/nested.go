package checkout

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// nested says how to name a package that the go command does not find because it is
// in a module of its own; "" if that is not the reason.
func (l *loader) nested(ctx context.Context, v version, p wanted, work workdir) string {
	if p.folder != "" {
		module, _ := v.moduleOf(p.folder)
		if user, _ := v.moduleOf(l.below); module == user || work.gowork == "" || work.gowork == "off" {
			return ""
		}
		return fmt.Sprintf("; folder %s is a module of its own, which %s does not use: run go work use %s, or set GOWORK=off", module, work.gowork, module)
	}
	files, err := git(ctx, l.real, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ":(glob)**/go.mod")
	if err != nil {
		return ""
	}
	for _, file := range splitNull(files) {
		name := moduleName(filepath.Join(v.root, filepath.FromSlash(file)))
		if rest, ok := strings.CutPrefix(p.text, name); ok && name != "" && path.Dir(file) != "." && (rest == "" || rest[0] == '/') {
			return fmt.Sprintf("; folder %s is a module of its own: name the package ./%s", path.Dir(file), path.Join(path.Dir(file), rest))
		}
	}
	return ""
}

// moduleName returns the path of a module, and "" if its go.mod does not say.
func moduleName(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "module" {
			return strings.Trim(f[1], "\"`")
		}
	}
	return ""
}
