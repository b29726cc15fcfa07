package main_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// TestFirstSentences: the first sentence of every exported doc comment, in all modules, makes
// sense alone, as go doc and pkg.go.dev show it: it begins with the name, and does not end with
// a colon. Methods that implement an interface need no comment. Package step is left out: its
// names are those of sync/atomic.
func TestFirstSentences(t *testing.T) {
	root := os.DirFS("../..")
	folders := make(map[string][]string)
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "step"):
			return fs.SkipDir
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			folders[path.Dir(name)] = append(folders[path.Dir(name)], name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for folder, names := range folders {
		fset := token.NewFileSet()
		var files []*ast.File
		for _, name := range names {
			text, err := fs.ReadFile(root, name)
			if err != nil {
				t.Fatal(err)
			}
			f, err := parser.ParseFile(fset, name, text, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		p, err := doc.NewFromFiles(fset, files, "example.com/"+folder)
		if err != nil {
			t.Fatalf("%s: %v", folder, err)
		}
		for name, text := range docs(p) {
			checked++
			if fault := firstSentence(p.Synopsis(text), name); fault != "" {
				t.Errorf("%s: %s: %s: %q", folder, name, fault, p.Synopsis(text))
			}
		}
	}
	if checked < 1000 {
		t.Errorf("only %d doc comments were found", checked)
	}
}

// firstSentence returns what is wrong with the first sentence of a doc comment; empty: nothing.
func firstSentence(sentence, name string) string {
	_, method, isMethod := strings.Cut(name, ".")
	if isMethod {
		name = method
	}
	switch {
	case sentence == "" && isMethod:
		return ""
	case sentence == "":
		return "there is none"
	case strings.HasSuffix(sentence, ":"):
		return "it ends with a colon"
	case !regexp.MustCompile(`^(A |An |The |Package |Command )?` + name + `\b`).MatchString(sentence):
		return "it does not begin with the name"
	}
	return ""
}

// docs returns the doc comments of a package and of what it exports, by name.
func docs(p *doc.Package) map[string]string {
	out := make(map[string]string)
	if p.Name != "main" {
		out[p.Name] = p.Doc
	}
	funcs := func(prefix string, all []*doc.Func) {
		for _, f := range all {
			out[prefix+f.Name] = f.Doc
		}
	}
	values := func(all []*doc.Value) {
		for _, v := range all {
			if len(v.Names) == 1 { // a group has a doc comment of its own, or none
				out[v.Names[0]] = v.Doc
			}
		}
	}
	funcs("", p.Funcs)
	values(p.Consts)
	values(p.Vars)
	for _, t := range p.Types {
		out[t.Name] = t.Doc
		funcs("", t.Funcs)
		funcs(t.Name+".", t.Methods)
		values(t.Consts)
		values(t.Vars)
	}
	return out
}
