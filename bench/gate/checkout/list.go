package checkout

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A goPackage is what go list says of a package.
type goPackage struct {
	Dir, ImportPath, ForTest  string
	Standard, DepOnly         bool
	Deps                      []string
	Module                    *goModule
	DefaultGODEBUG            string
	GoFiles, CgoFiles, CFiles []string
	CXXFiles, MFiles, HFiles  []string
	FFiles, SFiles, SwigFiles []string
	SwigCXXFiles, SysoFiles   []string
	EmbedFiles, TestGoFiles   []string
	TestEmbedFiles            []string
	XTestGoFiles              []string
	XTestEmbedFiles           []string
	Error                     *goError
	DepsErrors                []*goError
}

type goModule struct {
	Path, Version, Dir, GoVersion string
	Replace                       *goModule
}

type goError struct{ Pos, Err string }

// listFields are the fields of a goPackage, for go list.
const listFields = "-json=Dir,ImportPath,ForTest,Standard,DepOnly,Deps,Module,DefaultGODEBUG,GoFiles,CgoFiles,CFiles,CXXFiles,MFiles,HFiles," +
	"FFiles,SFiles,SwigFiles,SwigCXXFiles,SysoFiles,EmbedFiles,TestGoFiles,TestEmbedFiles,XTestGoFiles,XTestEmbedFiles,Error,DepsErrors"

// list runs go list -e, which reports what is wrong with a package beside it.
func (w workdir) list(ctx context.Context, flags []string, args ...string) ([]goPackage, error) {
	all := append([]string{"list", "-e", listFields}, flags...)
	out, err := w.run(ctx, append(all, args...)...)
	if err != nil {
		return nil, err
	}
	var packages []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		packages = append(packages, p)
	}
}

// problems returns what is wrong with a package, its tests and what they import.
func problems(list []goPackage, path string) string {
	var texts []string
	for _, p := range list {
		if p.ImportPath != path && p.ForTest != path && p.ImportPath != path+".test" {
			continue
		}
		errs := p.DepsErrors
		if p.Error != nil {
			errs = append([]*goError{p.Error}, errs...)
		}
		for _, e := range errs {
			text := strings.TrimSpace(e.Err)
			if e.Pos != "" && !strings.HasPrefix(text, e.Pos) {
				text = e.Pos + ": " + text
			}
			if !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	return strings.Join(texts, "\n")
}

// benchmarks returns the names of the benchmarks that a package's test files declare.
// A file that does not parse may hold some more: unsure tells so.
func (p goPackage) benchmarks() (names []string, unsure bool) {
	for _, file := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.SkipObjectResolution)
		unsure = unsure || err != nil
		if parsed == nil {
			continue
		}
		for _, decl := range parsed.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil {
				continue
			}
			rest, ok := strings.CutPrefix(f.Name.Name, "Benchmark")
			if first, _ := utf8.DecodeRuneInString(rest); ok && !unicode.IsLower(first) {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names, unsure
}
