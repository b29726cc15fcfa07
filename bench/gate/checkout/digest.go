package checkout

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/scanner"
	"go/token"
	"hash"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// digest returns a digest of everything that the test binary of a package is built
// from, other than the standard library, and the files of the tree that are part of
// it. It is the same for two versions if they differ at most in comments, in white space
// within statements, and in code that the binary does not hold.
func digest(list []goPackage, path string) (sum string, files []string, err error) {
	needed := make(map[string]bool)
	for _, p := range list {
		if p.ImportPath == path+".test" {
			for _, d := range p.Deps {
				needed[d] = true
			}
		}
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b goPackage) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	h := sha256.New()
	for _, p := range list {
		if p.Standard || !needed[p.ImportPath] {
			continue
		}
		fmt.Fprintf(h, "package %q\n", p.ImportPath)
		if m := p.Module; m != nil {
			if m.Replace != nil {
				m = m.Replace
			}
			fmt.Fprintf(h, "go %q\n", m.GoVersion)
			if fixed(m, p.Dir) {
				fmt.Fprintf(h, "module %q %q\n", m.Path, m.Version)
				continue
			}
		}
		for _, name := range p.sources() {
			file := filepath.Join(p.Dir, name)
			files = append(files, file)
			if err := addFile(h, name, file); err != nil {
				return "", nil, err
			}
		}
	}
	for _, p := range list {
		if p.ImportPath == path+".test" {
			fmt.Fprintf(h, "godebug %q\n", p.DefaultGODEBUG)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), files, nil
}

// fixed reports whether a package is of a module in the module cache, which its
// version identifies.
func fixed(m *goModule, dir string) bool {
	if m.Version == "" || m.Dir == "" {
		return false
	}
	_, inside := within(m.Dir, dir)
	return inside && strings.HasSuffix(filepath.ToSlash(m.Dir), "@"+m.Version)
}

// sources returns the files from which go builds the package, in order. Of a package
// that is not listed for a test, these are no tests.
func (p goPackage) sources() []string {
	files := slices.Concat(p.GoFiles, p.CgoFiles, p.CFiles, p.CXXFiles, p.MFiles, p.HFiles, p.FFiles, p.SFiles,
		p.SwigFiles, p.SwigCXXFiles, p.SysoFiles, p.EmbedFiles)
	if p.ForTest != "" {
		files = slices.Concat(files, p.TestEmbedFiles, p.XTestEmbedFiles)
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// addFile adds a file to a digest: of Go code the tokens, else the bytes.
func addFile(h hash.Hash, name, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if filepath.Ext(name) != ".go" {
		fmt.Fprintf(h, "file %q %x\n", name, sha256.Sum256(text))
		return nil
	}
	fmt.Fprintf(h, "code %q\n", name)
	return addTokens(h, text)
}

// addTokens adds the tokens of Go code. Of comments only those count that may say
// something to the compiler, and in front of import "C" all do.
func addTokens(h hash.Hash, text []byte) error {
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile("", fset.Base(), len(text)), text, func(token.Position, string) {}, scanner.ScanComments)
	cgo := strings.Contains(string(text), `"C"`)
	for {
		_, tok, lit := s.Scan()
		switch {
		case tok == token.EOF:
			return nil
		case tok == token.SEMICOLON:
			lit = ";" // whether or not it is the end of a line
		case tok == token.COMMENT && !cgo && !directive(lit):
			continue
		}
		fmt.Fprintf(h, "%d %q\n", tok, lit)
	}
}

// directive reports whether a comment is one as in //go:noinline. Where lines and
// files are said to be is none that changes code.
func directive(comment string) bool {
	text, ok := strings.CutPrefix(comment, "//")
	return ok && text != "" && text[0] != ' ' && text[0] != '\t' && strings.Contains(text, ":") && !strings.HasPrefix(text, "line ")
}
