package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

// TestExamples: every package that others can import has an example.
func TestExamples(t *testing.T) {
	repository := os.DirFS("../..")
	has := make(map[string]bool) // by folder of a package; false: no example yet
	err := fs.WalkDir(repository, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (d.Name() == "internal" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case path.Ext(name) != ".go":
			return nil
		}
		text, err := fs.ReadFile(repository, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := path.Dir(name)
		if !strings.HasSuffix(name, "_test.go") {
			has[dir] = has[dir] || file.Name.Name == "main"
			return nil
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Example") && strings.HasSuffix(file.Name.Name, "_test") {
				has[dir] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(has) < 40 {
		t.Errorf("%d packages: the walk has missed some", len(has))
	}
	for dir, ok := range has {
		if !ok {
			t.Errorf("%s: no function Example in a package %s_test", dir, path.Base(dir))
		}
	}
}
