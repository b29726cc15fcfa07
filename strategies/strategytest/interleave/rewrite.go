package interleave

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/strategies/strategytest/interleave/step"
)

var stepPath = reflect.TypeFor[step.Mutex]().PkgPath()

// rewrite returns the source of one file with the types of package step, or nil if it has
// nothing to exchange. Channels stay where they are used in a select.
func rewrite(name string, source []byte, channels bool) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	changed := false
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		if path == "sync" || path == "sync/atomic" {
			if spec.Name == nil {
				spec.Name = ast.NewIdent(filepath.Base(path))
			}
			spec.Path.Value = strconv.Quote(stepPath)
			changed = true
		}
	}
	if channels {
		c := &channelRewriter{}
		c.file(file)
		if c.changed {
			addImport(file)
			changed = true
		}
	}
	if !changed {
		return nil, nil
	}
	// What is put in has no position: a comment after it could land before it.
	file.Comments = slices.DeleteFunc(file.Comments, func(c *ast.CommentGroup) bool { return c.Pos() > file.Package })
	var out bytes.Buffer
	if err := printer.Fprint(&out, fset, file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return out.Bytes(), nil
}

// stepName is the name by which rewritten code knows package step: one that the code itself
// does not use.
const stepName = "interleaveStep"

func addImport(file *ast.File) {
	spec := &ast.ImportSpec{Name: ast.NewIdent(stepName), Path: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(stepPath)}}
	decl := &ast.GenDecl{Tok: token.IMPORT, Specs: []ast.Spec{spec}}
	file.Decls = append([]ast.Decl{decl}, file.Decls...)
}

// usesSelect reports whether a file has a select statement.
func usesSelect(file *ast.File) (found bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		if _, ok := n.(*ast.SelectStmt); ok {
			found = true
		}
		return !found
	})
	return found
}

// modelTag is the build constraint of a file with models.
var modelTag = regexp.MustCompile(`(?m)^//go:build (.*[ (])?interleave\b`)

// rewriteDir rewrites what go build would take of a folder. It returns the new sources by
// the absolute names of the files: nil for tests without models, which may not fit what is new.
func rewriteDir(dir string) (map[string][]byte, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	sources := make(map[string][]byte)
	channels := true
	var tests []string
	for _, name := range names {
		source, err := os.ReadFile(name) // tests, too: go test runs again when one has changed
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(name, "_test.go") {
			if !modelTag.Match(source) {
				tests = append(tests, name)
			}
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		sources[name] = source
		channels = channels && !usesSelect(file)
	}
	if len(sources) == 0 {
		return nil, fmt.Errorf("%s: no Go files", dir)
	}
	rewritten := make(map[string][]byte)
	for name, source := range sources {
		out, err := rewrite(name, source, channels)
		if err != nil {
			return nil, err
		}
		if out == nil {
			continue
		}
		if name, err = filepath.Abs(name); err != nil {
			return nil, err
		}
		rewritten[name] = out
	}
	if len(rewritten) == 0 {
		return nil, fmt.Errorf("%s: neither sync nor sync/atomic nor a channel is used", dir)
	}
	for _, name := range tests {
		if name, err = filepath.Abs(name); err != nil {
			return nil, err
		}
		rewritten[name] = nil
	}
	return rewritten, nil
}
