package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers says which packages of this module each package may import, other than
// in its tests. It is policy: a build that breaks it is what has to change.
//
// A row covers its package and the internal packages below that. "modules"
// allows other modules, "all" every package outside cmd.
const layers = `
	# the contract and the engine
	pool/sched:
	pool:                     pool/sched

	# who takes which job, and what to take
	strategies/queues:
	strategies:               modules pool strategies/queues
	strategies/strategytest:  pool
	strategies/strategytest/interleave/step:
	strategies/strategytest/interleave: strategies/strategytest/interleave/step
	workloads/joblog:         modules bench/number
	workloads:                pool workloads/joblog bench/number

	# measuring, storing, judging and telling are apart
	bench/atomicfile:
	bench/record:             modules bench/atomicfile
	bench/number:
	bench/stats:
	bench/verdict:            modules bench/record bench/stats bench/number
	bench/theory:
	bench/oracle:
	bench/virtual:            pool pool/sched workloads
	bench/host:               modules bench/record
	bench/metrics:            bench/record
	bench/pace:               bench/record bench/metrics
	bench/trial:              pool strategies workloads bench/record bench/virtual bench/metrics bench/pace
	bench/plan:               pool workloads bench/record bench/virtual bench/metrics bench/trial
	bench/profile:            bench/record bench/plan
	bench/rounds:             bench/record bench/host bench/pace bench/plan
	bench:                    pool workloads bench/record bench/trial bench/plan
	bench/adapter:            pool bench bench/record
	bench/adapter/adaptertest: pool bench bench/adapter bench/record
	bench/plain:              pool bench bench/adapter bench/record
	bench/report/content:     modules bench/record bench/stats bench/verdict bench/number
	bench/report/findings:    modules bench/record bench/verdict bench/report/content bench/number
	bench/report/text:        modules bench/record bench/verdict bench/report/content bench/number
	bench/report/markup:      bench/record bench/verdict bench/report/content bench/report/text
	bench/report/ci:          bench/record bench/verdict bench/report/content bench/report/text
	bench/report/timeline:    bench/plan
	bench/report/live:        workloads bench/record bench/rounds bench/verdict bench/report/text
	bench/report/page:        bench/record bench/stats bench/verdict bench/report/content bench/number
	bench/report:             bench/record bench/verdict bench/report/content bench/report/text bench/report/markup bench/report/ci bench/report/page
	bench/recommend:          pool strategies workloads bench bench/host bench/record bench/stats bench/verdict bench/number
	bench/report/advice:      workloads/joblog bench/recommend bench/verdict bench/report/content bench/report/markup bench/report/page bench/report/text bench/number
	bench/study:              workloads bench bench/plain bench/record bench/verdict
	bench/ask:                strategies workloads bench bench/nearest bench/profile bench/record bench/study bench/virtual
	bench/process:
	bench/nearest:
	bench/gate/turns:         modules bench/process
	bench/gate/checkout:      bench/process
	bench/gate:               modules bench/gate/turns bench/process bench/stats bench/verdict
	bench/selftest:           modules pool strategies strategies/queues workloads bench/gate bench/gate/turns bench/nearest bench/number bench/oracle bench/process bench/report/content bench/stats bench/theory bench/verdict bench/virtual
	bench/benchtext:          modules
	bench/policy:             modules bench/benchtext bench/verdict bench/number
	bench/recommend/fromlog:  workloads workloads/joblog bench/ask bench/nearest bench/recommend bench/record
	bench/guard:              bench/gate bench/gate/checkout bench/host bench/policy bench/process bench/record bench/verdict
	bench/benchdiff:          bench/benchtext bench/verdict
	bench/journal:            bench/benchtext bench/stats bench/verdict
	bench/history:            bench/journal bench/record bench/verdict

	# wiring
	bench/cli:                modules all
	cmd/compare:              modules all
`

// calls says which functions may not be called, and where not.
var calls = []struct {
	function string
	rows     []string // of layers; nil: everywhere below cmd
	except   []string // the functions that may
	why      string
}{
	{"context.Background", nil, []string{"pool.WorkerPool.Run", "cli.MainWithFarm"}, "the caller's context is passed down"},
	{"context.TODO", nil, nil, "the caller's context is passed down"},
	{"runtime.Gosched", []string{"pool", "strategies"}, []string{"pool.run.claim", "pool.stream.submitOr"}, "idle workers block or exit"}, // after maxYields these two do
	{"time.Sleep", []string{"pool", "strategies"}, nil, "idle workers block or exit"},
	{"time.Now", []string{"strategies"}, nil, "only the engine reads the clock"},
	{"time.Since", []string{"strategies"}, nil, "only the engine reads the clock"},
}

const (
	root   = "../.."
	module = "github.com/go-foundations/poolbench"
)

func TestLayers(t *testing.T) {
	rows := parseLayers(t, layers)
	sources := parseSources(t, os.DirFS(root))
	for _, problem := range checkLayers(rows, sources) {
		t.Error(problem)
	}
}

func TestCalls(t *testing.T) {
	rows := parseLayers(t, layers)
	for _, problem := range checkCalls(rows, parseSources(t, os.DirFS(root))) {
		t.Error(problem)
	}
}

// A source is one file that is not a test.
type source struct {
	dir  string // of the package, from the root of the module
	name string
	file *ast.File
}

// parseLayers returns what each row allows.
func parseLayers(t *testing.T, table string) map[string][]string {
	t.Helper()
	rows := make(map[string][]string)
	for line := range strings.Lines(table) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		row, allowed, ok := strings.Cut(line, ":")
		if _, twice := rows[row]; !ok || twice {
			t.Fatalf("layers: row %q: want one row per package, a colon after its name", line)
		}
		rows[row] = strings.Fields(allowed)
	}
	for row, allowed := range rows {
		for _, a := range allowed {
			if _, ok := rows[a]; !ok && a != "modules" && a != "all" {
				t.Fatalf("layers: row %q allows %q, which has no row", row, a)
			}
		}
	}
	return rows
}

// parseSources reads every package of the module, whatever its build tags.
func parseSources(t *testing.T, fsys fs.FS) []source {
	t.Helper()
	var sources []source
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if d.IsDir() {
			// As the go command does: no hidden folders, no nested modules.
			_, nested := fs.Stat(fsys, path.Join(name, "go.mod"))
			if name != "." && (base == "testdata" || base == "vendor" || base[0] == '.' || base[0] == '_' || nested == nil) {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(base) != ".go" || strings.HasSuffix(base, "_test.go") || base[0] == '.' || base[0] == '_' {
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(name), text, parser.SkipObjectResolution)
		sources = append(sources, source{path.Dir(name), name, file})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) == 0 {
		t.Fatal("no sources found: the test must run in its package's folder")
	}
	return sources
}

// rowOf returns the row that a package belongs to.
func rowOf(dir string) string {
	row, _, _ := strings.Cut(dir+"/", "/internal/")
	return strings.TrimSuffix(row, "/")
}

func checkLayers(rows map[string][]string, sources []source) []string {
	problems := make(map[string]bool)
	for _, s := range sources {
		row := rowOf(s.dir)
		allowed, ok := rows[row]
		if !ok {
			problems[fmt.Sprintf("package %s has no row in layers: say there what it may import", s.dir)] = true
			continue
		}
		for _, spec := range s.file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil || mayImport(row, allowed, imported) {
				continue
			}
			problems[fmt.Sprintf("%s imports %s: layers allows %q only %q from outside the standard library",
				s.name, imported, row, allowed)] = true
		}
	}
	return slices.Sorted(maps.Keys(problems))
}

func mayImport(row string, allowed []string, imported string) bool {
	if imported == module {
		return false
	}
	dir, own := strings.CutPrefix(imported, module+"/")
	if !own {
		first, _, _ := strings.Cut(imported, "/")
		return !strings.Contains(first, ".") || slices.Contains(allowed, "modules")
	}
	to := rowOf(dir)
	return to == row || slices.Contains(allowed, to) ||
		slices.Contains(allowed, "all") && !strings.HasPrefix(to, "cmd/")
}

func checkCalls(rows map[string][]string, sources []source) []string {
	var problems []string
	for _, s := range sources {
		row := rowOf(s.dir)
		for _, decl := range s.file.Decls {
			within := s.file.Name.Name + "." + declName(decl)
			ast.Inspect(decl, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				pkg, ok := sel.X.(*ast.Ident)
				if !ok {
					return true
				}
				used := importPath(s.file, pkg.Name) + "." + sel.Sel.Name
				for _, c := range calls {
					applies := slices.Contains(c.rows, row) || c.rows == nil && belowCmd(row)
					if applies && used == c.function && !slices.Contains(c.except, within) {
						problems = append(problems, fmt.Sprintf("%s: %s in %s: %s", s.name, c.function, within, c.why))
					}
				}
				return true
			})
		}
	}
	return problems
}

// belowCmd reports whether the rules for all but the commands hold for a row.
// The conformance suites are tests, though other packages import them.
func belowCmd(row string) bool {
	return !strings.HasPrefix(row, "cmd/") && !strings.HasSuffix(row, "test")
}

// importPath returns what a file means by the name of a package, or "" if it
// does not import one by that name.
func importPath(file *ast.File, name string) string {
	for _, spec := range file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if spec.Name != nil && spec.Name.Name == name || spec.Name == nil && path.Base(imported) == name {
			return imported
		}
	}
	return ""
}

// declName returns "Func" or "Type.Method", and "" for other declarations.
func declName(decl ast.Decl) string {
	f, ok := decl.(*ast.FuncDecl)
	if !ok {
		return ""
	}
	if f.Recv == nil {
		return f.Name.Name
	}
	typ := f.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.Name + "." + f.Name.Name
		default:
			return "?." + f.Name.Name
		}
	}
}
