package main_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// calledUp are the functions that files may call although they are declared in a file that
// is read before: methods that belong to the words with which a package begins.
var calledUp = []string{"(*trial.Report).complete"}

// wholly are the packages in which types, variables and constants, too, are declared in the
// file that names them, or in one that follows. In others the words come first.
var wholly = []string{"bench/cli"}

// fewFiles is how many files are read in any order.
const fewFiles = 3

// TestReadingOrder: the comment of a package names its files, unless they are few, in an
// order in which they can be read: what a file calls is in it, or in one that follows.
func TestReadingOrder(t *testing.T) {
	used := make(map[string]bool)
	fset := token.NewFileSet()
	all := packages(t, fset, "bench")
	maps.Copy(all, packages(t, fset, "workloads"))
	for dir, files := range all {
		order := readingOrder(files)
		if len(order) == 0 {
			if n := len(unnamed(files, order)); n > fewFiles {
				t.Errorf("%s: the package comment names none of %d files", dir, n)
			}
			continue
		}
		for _, problem := range unnamed(files, order) {
			t.Errorf("%s: %s", dir, problem)
		}
		for _, c := range callsUp(fset, files, order, slices.Contains(wholly, filepath.ToSlash(dir))) {
			if slices.Contains(calledUp, c.function) {
				used[c.function] = true
				continue
			}
			t.Errorf("%s: %s calls %s, which is in %s: the package comment has that before it", dir, c.from, c.function, c.to)
		}
	}
	for _, function := range calledUp {
		if !used[function] {
			t.Errorf("calledUp: nothing calls %s from below: remove it", function)
		}
	}
	if len(all) == 0 {
		t.Error("there is no package")
	}
}

// TestReadingOrderFinds: what the test looks for it finds.
func TestReadingOrderFinds(t *testing.T) {
	files := map[string]*ast.File{}
	fset := token.NewFileSet()
	for name, text := range map[string]string{
		"doc.go":      "// Package p: a.go, c_GOOS.go, then gone.go.\npackage p",
		"a.go":        "package p\nimport \"x.example/y\"\ntype t struct{ y.T; f int }\nfunc a(v t) { v.b(); c(); y.F() }",
		"b.go":        "package p\nfunc (t) b() { c() }",
		"c_linux.go":  "package p\nfunc c() { t{}.b() }\nvar _ = a",
		"c_darwin.go": "package p\nfunc c() {}",
	} {
		f, err := parser.ParseFile(fset, name, text, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = f
	}
	order := readingOrder(files)
	if got, want := fmt.Sprint(unnamed(files, order)), "[gone.go is named, and is not there b.go is not named]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	delete(order, "gone.go")
	order["b.go"] = 1
	order["a.go"], order["c_GOOS.go"] = 2, 3
	if got, want := fmt.Sprint(callsUp(fset, files, order, false)), "[{a.go b.go (p.t).b} {c_GOOS.go b.go (p.t).b} {c_GOOS.go a.go p.a}]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := fmt.Sprint(callsUp(fset, files, order, true)), "[{a.go b.go (p.t).b} {c_GOOS.go b.go (p.t).b} {c_GOOS.go a.go p.a} {c_GOOS.go a.go p.t}]"; got != want {
		t.Errorf("wholly: %s, want %s", got, want)
	}
}

// packages returns the files of each package below a folder, but for tests, by name.
func packages(t *testing.T, fset *token.FileSet, below string) map[string]map[string]*ast.File {
	t.Helper()
	all := make(map[string]map[string]*ast.File)
	err := filepath.WalkDir(filepath.Join(root, below), func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil || d.Name() == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		dir, _ := filepath.Rel(root, filepath.Dir(name))
		if all[dir] == nil {
			all[dir] = make(map[string]*ast.File)
		}
		all[dir][d.Name()], err = parser.ParseFile(fset, name, nil, parser.ParseComments)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var fileName = regexp.MustCompile(`\b[a-z0-9_]+(_GOOS)?\.go\b`)

// readingOrder returns at which place each file is read that the package comment names. It
// is empty where that names none. Files for systems are named as a_GOOS.go.
func readingOrder(files map[string]*ast.File) map[string]int {
	order := make(map[string]int)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for _, named := range fileName.FindAllString(files[name].Doc.Text(), -1) {
			if _, ok := order[named]; !ok {
				order[named] = len(order)
			}
		}
	}
	return order
}

// inOrder returns the name that a package comment has for a file.
func inOrder(name string) string {
	stem := strings.TrimSuffix(name, ".go")
	if i := strings.LastIndexByte(stem, '_'); i >= 0 && slices.Contains([]string{"linux", "unix", "darwin", "windows", "other"}, stem[i+1:]) {
		return stem[:i] + "_GOOS.go"
	}
	return name
}

// unnamed returns what the package comment gets wrong about which files there are.
func unnamed(files map[string]*ast.File, order map[string]int) []string {
	there := make(map[string]bool)
	for name := range files {
		there[inOrder(name)] = true
	}
	var problems []string
	for _, name := range slices.Sorted(maps.Keys(order)) {
		if !there[name] {
			problems = append(problems, name+" is named, and is not there")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(there)) {
		if _, ok := order[name]; !ok && name != "doc.go" {
			problems = append(problems, name+" is not named")
		}
	}
	return problems
}

// A callUp is a call of a function in a file that is read before.
type callUp struct{ from, to, function string }

// callsUp returns each once; with all, also each use of a type, a variable or a constant.
// Only what the package declares has to be known for that, so nothing that it imports is
// loaded.
func callsUp(fset *token.FileSet, files map[string]*ast.File, order map[string]int, all bool) []callUp {
	info := &types.Info{Uses: make(map[*ast.Ident]types.Object)}
	config := types.Config{Importer: nothing{}, Error: func(error) {}}
	config.Check(slices.Collect(maps.Values(files))[0].Name.Name, fset, slices.Collect(maps.Values(files)), info) // always fails: of imports nothing is known
	in := func(pos token.Pos) string { return inOrder(filepath.Base(fset.Position(pos).Filename)) }
	found := make(map[callUp]bool)
	for id, object := range info.Uses {
		f, isFunc := object.(*types.Func)
		if object.Pkg() == nil || !object.Pos().IsValid() || isFunc && isAbstract(f) {
			continue
		}
		name := object.Pkg().Name() + "." + object.Name()
		if isFunc {
			name = f.FullName()
		} else if !all || object.Parent() != object.Pkg().Scope() {
			continue
		}
		from, to := in(id.Pos()), in(object.Pos())
		_, knownFrom := order[from]
		_, knownTo := order[to]
		if !knownFrom || !knownTo || order[to] >= order[from] {
			continue
		}
		found[callUp{from, to, name}] = true
	}
	return slices.SortedFunc(maps.Keys(found), func(a, b callUp) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.function, b.function))
	})
}

// isAbstract reports whether a method is that of an interface.
func isAbstract(f *types.Func) bool {
	recv := f.Signature().Recv()
	return recv != nil && types.IsInterface(recv.Type())
}

// nothing has no packages.
type nothing struct{}

func (nothing) Import(path string) (*types.Package, error) {
	return nil, fmt.Errorf("package %s: not looked for", path)
}
