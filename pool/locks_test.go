package pool_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestLocks: the comment of each mutex says what it guards, and the name of a function that
// needs a lock held ends in Locked, as does that of one which releases its caller's lock.
func TestLocks(t *testing.T) {
	held := regexp.MustCompile(`lock (is|must be) held|holds? the lock|releases the lock`)
	mutexes, locked := 0, 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == "otel":
			return filepath.SkipDir // a module of its own
		case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		files := token.NewFileSet()
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(files, path, source, parser.ParseComments)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Field:
				kind := string(source[files.Position(n.Type.Pos()).Offset:files.Position(n.Type.End()).Offset])
				if kind != "sync.Mutex" && kind != "sync.RWMutex" {
					break
				}
				mutexes++
				if !strings.Contains(n.Comment.Text(), "guards ") {
					t.Errorf("%v: comment %q of a mutex: want what it guards", files.Position(n.Pos()), n.Comment.Text())
				}
			case *ast.FuncDecl:
				name := n.Name.Name
				if strings.HasSuffix(name, "Locked") {
					locked++
				} else if held.MatchString(n.Doc.Text()) {
					t.Errorf("%v: %s: want a name that ends in Locked", files.Position(n.Pos()), name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if mutexes < 10 || locked < 10 {
		t.Errorf("%d mutexes and %d functions found, want 10 of each at least", mutexes, locked)
	}
}
