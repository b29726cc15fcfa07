package strategytest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestContract holds testdata/contract.txt to the doc comments of package pool, and to Claims:
// each sentence of the contract is there, in these words, with rules and tests that exist; and each rule
// holds a sentence.
func TestContract(t *testing.T) {
	text, err := os.ReadFile("testdata/contract.txt")
	if err != nil {
		t.Fatal(err)
	}
	rules := make(map[string]bool) // by name: a sentence needs it
	for _, r := range disciplineRules() {
		for _, r := range r {
			rules[r.name] = false
		}
	}
	rules["fuzz"] = true
	docs, tests := readPool(t)
	declaration := ""
	var want []string // sentences of the declaration that are still to come
	next := func(name string) {
		for _, s := range want {
			t.Errorf("%s has a sentence that is not in contract.txt: %s", declaration, s)
		}
		declaration, want = name, docs[name]
	}
	for line := range strings.Lines(string(text)) {
		line, holders := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "\t")
		switch {
		case holders:
			for _, by := range strings.Fields(line) {
				_, isRule := rules[by]
				test, isTest := strings.CutPrefix(by, "pool:")
				switch {
				case isRule:
					rules[by] = true
				case by != "definition" && (!isTest || !tests[test]):
					t.Errorf("%s: there is no %s", declaration, by)
				}
			}
		case line == "" || line[0] == '#':
		case docs[line] != nil:
			next(line)
		default:
			at := slices.Index(want, line)
			if at < 0 {
				t.Errorf("%s does not say: %s", declaration, line)
				continue
			}
			want = slices.Delete(slices.Clone(want), at, at+1)
		}
	}
	next("")
	for name, needed := range rules {
		if !needed {
			t.Errorf("no sentence of the contract needs rule %s", name)
		}
	}
}

// readPool returns the sentences in which package pool describes each declaration, with its
// methods and fields, and Claims the rest, and which tests the pool has.
func readPool(t *testing.T) (docs map[string][]string, tests map[string]bool) {
	t.Helper()
	docs, tests = make(map[string][]string), make(map[string]bool)
	files, err := filepath.Glob("../../pool/*.go")
	if err != nil || files == nil {
		t.Fatal(fs.ErrNotExist, err)
	}
	for _, name := range append(files, "strategytest.go") {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				docs[receiver(d)+d.Name.Name] = sentences("", d.Doc)
				tests[d.Name.Name] = true
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						docs[s.Name.Name] = append(sentences("", s.Doc, d.Doc), ofFields(s.Type)...)
					case *ast.ValueSpec:
						docs[s.Names[0].Name] = sentences("", s.Doc, d.Doc)
					}
				}
			}
		}
	}
	return docs, tests
}

// receiver returns the name of the type of which it is a method, and a dot.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	name := ""
	ast.Inspect(f.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name + "."
		}
		return name == ""
	})
	return name
}

// ofFields returns the sentences about the methods or fields of a type.
func ofFields(typ ast.Expr) (all []string) {
	var fields *ast.FieldList
	switch typ := typ.(type) {
	case *ast.StructType:
		fields = typ.Fields
	case *ast.InterfaceType:
		fields = typ.Methods
	default:
		return nil
	}
	for _, f := range fields.List {
		if len(f.Names) > 0 {
			all = append(all, sentences(f.Names[0].Name+": ", f.Doc, f.Comment)...)
		}
	}
	return all
}

var sentenceEnd = regexp.MustCompile(`\. ([A-Z0-9])`)

func sentences(prefix string, comments ...*ast.CommentGroup) (all []string) {
	for _, c := range comments {
		if c == nil {
			continue
		}
		words := strings.Join(strings.Fields(c.Text()), " ")
		for s := range strings.SplitSeq(sentenceEnd.ReplaceAllString(words, ".\n$1"), "\n") {
			all = append(all, prefix+s)
		}
	}
	return all
}
