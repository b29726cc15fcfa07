package checkout

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestCleanEnv: what git tells a hook of its repository is gone, configuration and all
// else stays, and PWD is the folder.
func TestCleanEnv(t *testing.T) {
	alone(t)
	given := []string{"PWD=/elsewhere", "A=b", "GIT_TRACE=0"}
	kept := []string{"GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"}
	for name := range strings.FieldsSeq(run(t, t.TempDir(), "git", "rev-parse", "--local-env-vars")) {
		given = append(given, name+"=x")
	}
	before := slices.Clone(given)
	got := cleanEnv(given, "/here")
	if !slices.Equal(given, before) {
		t.Errorf("the environment given was changed")
	}
	want := []string{"A=b", "GIT_TRACE=0"}
	for _, name := range kept {
		want = append(want, name+"=x")
	}
	want = append(want, "PWD=/here")
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("cleanEnv: %q, want %q", got, want)
	}
}

// TestOneWayToGit: only one function starts git, and only one starts children whose
// output is data, so that none can forget the environment.
func TestOneWayToGit(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if n.Value == `"git"` && name != "git.go" {
					t.Errorf("%s: names the program git: only git.go starts it", name)
				}
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				if !ok {
					break
				}
				pkg, ok := sel.X.(*ast.Ident)
				started := ok && (pkg.Name == "exec" && strings.HasPrefix(sel.Sel.Name, "Command") || pkg.Name == "os" && sel.Sel.Name == "StartProcess")
				if !started || name == "child.go" {
					break
				}
				for _, arg := range n.Args {
					if lit, ok := arg.(*ast.BasicLit); ok {
						t.Errorf("%s: starts %s: only child.go starts programs by name", name, lit.Value)
					}
				}
			}
			return true
		})
	}
}

// TestChildStreams: standard error is no data, and what a program says in passing is
// no error.
func TestChildStreams(t *testing.T) {
	needShell(t)
	dir := t.TempDir()
	out, err := child{name: "sh", args: []string{"-c", "echo go: downloading x >&2; echo data"}, dir: dir}.run(t.Context())
	if err != nil || string(out) != "data\n" {
		t.Errorf("%q, %v, want only the data", out, err)
	}
	_, err = child{name: "sh", args: []string{"-c", "echo go: downloading x v1.0.0 >&2; echo fatal: it hurts >&2; echo more >&2; exit 3"}, dir: dir}.run(t.Context())
	var failed *childError
	if !errors.As(err, &failed) || err.Error() != "sh: it hurts" || failed.text() != "fatal: it hurts\nmore" {
		t.Errorf("error %v, want the line that says what is wrong", err)
	}
	_, err = child{name: "sh", args: []string{"-c", "exit 3"}, dir: dir}.run(t.Context())
	if err == nil || err.Error() != "sh: exit status 3" {
		t.Errorf("error %v, want the exit status where nothing was said", err)
	}
	if _, err = (child{name: "no-such-program", dir: dir}).run(t.Context()); err == nil || !strings.Contains(err.Error(), "no-such-program: is not installed") {
		t.Errorf("error %v, want that the program is not installed", err)
	}
}

// TestChildFolder: a child is told its own folder, not the one of the parent.
func TestChildFolder(t *testing.T) {
	needShell(t)
	t.Setenv("PWD", "/elsewhere")
	t.Setenv("GIT_DIR", "/elsewhere")
	dir := t.TempDir()
	out, err := child{name: "sh", args: []string{"-c", "printenv PWD; printenv GIT_DIR; printenv A"}, dir: dir, env: []string{"A=b"}}.run(t.Context())
	if err != nil || string(out) != dir+"\nb\n" {
		t.Errorf("%q, %v, want its folder and what is added", out, err)
	}
}

// TestChildEnds: a child is asked to stop, so that it can clean up, and the error is
// the cause.
func TestChildEnds(t *testing.T) {
	needShell(t)
	dir := t.TempDir()
	ready, cleaned := filepath.Join(dir, "ready"), filepath.Join(dir, "cleaned")
	run(t, dir, "mkfifo", ready)
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		os.ReadFile(ready) // until the child has set its trap
		cancel(cause)
	}()
	script := "trap 'echo >cleaned; exit 1' TERM; : >ready; while :; do read x </dev/null; done"
	if _, err := (child{name: "sh", args: []string{"-c", script}, dir: dir}).run(ctx); !errors.Is(err, cause) {
		t.Errorf("error %v, want the cause", err)
	}
	if !exists(cleaned) {
		t.Errorf("the child was killed before it could clean up within %v", time.Duration(patience))
	}
}
