package gate

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A Side is one version of a package's benchmarks.
type Side struct {
	Name   string // "base" or "head"
	binary string
	dir    string // of the package, where its tests run
}

// Build builds the test binary of a package, named as for go test from the folder
// of Open, at both versions.
func (r *Repo) Build(ctx context.Context, pkg string) (base, head Side, err error) {
	if base, err = r.build(ctx, "base", r.tree, pkg); err != nil {
		return base, head, err
	}
	head, err = r.build(ctx, "head", r.root, pkg)
	return base, head, err
}

func (r *Repo) build(ctx context.Context, name, tree, pkg string) (Side, error) {
	from := filepath.Join(tree, r.below)
	s := Side{Name: name, binary: filepath.Join(r.temp, name+".test")}
	if _, err := os.Stat(from); err != nil {
		return s, fmt.Errorf("%s: has no folder %q", name, r.below)
	}
	list := exec.CommandContext(ctx, "go", "list", "-f", "{{.Dir}}", pkg)
	list.Dir = from
	out, err := list.CombinedOutput()
	if err != nil {
		return s, fmt.Errorf("%s: package %s: %s", name, pkg, lastLine(out))
	}
	s.dir = strings.TrimSpace(string(out))
	if strings.Contains(s.dir, "\n") {
		return s, fmt.Errorf("package %s: is several, want one", pkg)
	}
	build := exec.CommandContext(ctx, "go", "test", "-c", "-o", s.binary, pkg)
	build.Dir = from
	if out, err := build.CombinedOutput(); err != nil {
		return s, fmt.Errorf("%s: does not build:\n%s", name, strings.TrimSpace(string(out)))
	}
	if _, err := os.Stat(s.binary); err != nil {
		return s, fmt.Errorf("%s: package %s has no tests", name, pkg)
	}
	return s, nil
}

func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}
