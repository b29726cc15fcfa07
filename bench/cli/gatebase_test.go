package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// module writes a little module with a benchmark that reports a figure of its own,
// which does not depend on the machine.
func module(t *testing.T, dir, value string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "go.mod", "module example.com/little\n\ngo 1.26\n")
	write(t, dir, "little_test.go", fmt.Sprintf(`package little

import "testing"

func BenchmarkWork(b *testing.B) {
	for b.Loop() {
	}
	b.ReportMetric(%s, "B/op")
}
`, value))
}

// inGit runs git in a folder. The test must be alone.
func inGit(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return strings.TrimRight(string(out), "\n")
}

// alone gives a test a folder for temporary files, and settings of go and git that
// are nobody's. What a hook that runs the tests is told of its repository is gone.
func alone(t *testing.T) {
	t.Helper()
	for name, value := range map[string]string{
		"TMPDIR": t.TempDir(), "GOTMPDIR": "", "GOENV": "off", "GOFLAGS": "", "GOWORK": "off", "GOPROXY": "off", "GOTOOLCHAIN": "local",
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_COUNT": "0", "GIT_CONFIG_PARAMETERS": "",
		"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
	} {
		t.Setenv(name, value)
	}
	for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"} {
		t.Setenv(name, "") // has it restored in the end
		os.Unsetenv(name)
	}
}

// repository makes one whose branch "old" has the module with 100 steps, and whose
// working tree has it with others, not committed. The path has a space.
func repository(t *testing.T, below, value string) (root, dir string) {
	t.Helper()
	alone(t)
	root = filepath.Join(t.TempDir(), "my work")
	dir = filepath.Join(root, below)
	module(t, dir, "100")
	inGit(t, root, "init", "-q", "-b", "old", "--template=")
	inGit(t, root, "add", ".")
	inGit(t, root, "commit", "-q", "-m", "first")
	inGit(t, root, "switch", "-q", "-c", "new")
	write(t, root, "README", "of the branch\n")
	inGit(t, root, "add", ".")
	inGit(t, root, "commit", "-q", "-m", "second")
	module(t, dir, value)
	return root, dir
}

// gateIn runs the gate in a folder, on the figure that does not depend on the
// machine.
func gateIn(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	t.Chdir(dir)
	return compare(t, append([]string{"gate", "--base", "old", "--unit", "^B/op$", "--benchtime", "1x", "--rounds", "8"}, args...)...)
}

// wantClean checks that the gate has left the repository as it was, and nothing in
// the temporary folder.
func wantClean(t *testing.T, root, before string) {
	t.Helper()
	if after := inGit(t, root, "status", "--porcelain"); after != before {
		t.Errorf("git status:\n%s\nwant as before:\n%s", after, before)
	}
	if trees := inGit(t, root, "worktree", "list"); strings.Contains(trees, "\n") {
		t.Errorf("work trees:\n%s\nwant the user's alone", trees)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "gate-*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestGateBase: a module of its own, in the root or below, with changes that are
// not committed.
func TestGateBase(t *testing.T) {
	for _, tt := range []struct {
		name, below, value string
		args               []string
		code               int
		stdout, stderr     string
	}{
		{"the same", "", "100", nil, exitFine, "passed: the only figure is within 2 %.", "round 8 of 8 at most: "},
		{"worse", "", "110", nil, exitRegressed, "regressed: the only figure is worse than at ", "1 of 1 figures are worse"},
		{"worse within the margin", "", "110", []string{"--margin", "20%"}, exitFine, "passed: ", ""},
		{"better", "", "50", nil, exitFine, "passed: the only figure is better by more than 2 %.", ""},
		{"below the root", "a/b", "110", nil, exitRegressed, "1.10×", ""},
		{"too few rounds", "", "110", []string{"--rounds", "3"}, exitInconclusive, "inconclusive: of 1 figures 1 cannot be told", "more rounds would tell"},
		{"too few, passed", "", "110", []string{"--rounds", "3", "--inconclusive", "pass"}, exitFine, "inconclusive: ", ""},
		{"too few, failed", "", "110", []string{"--rounds", "3", "--inconclusive", "fail"}, exitRegressed, "inconclusive: ", "--inconclusive=fail"},
		{"does not build", "", "oops", nil, exitUnusable, "", "head: package example.com/little: does not build:"},
		{"fails", "", `func() float64 { b.Fatal("broken"); return 0 }()`, nil, exitUnusable, "", "round 1: head: the benchmarks failed"},
		{"no such benchmark", "", "100", []string{"--bench", "Nothing"}, exitUnusable, "", `no benchmark matches "Nothing"`},
		{"no such package", "", "100", []string{"--package", "./none"}, exitUnusable, "", "package ./none: there is no folder none"},
		{"unknown commit", "", "100", []string{"--base", "older"}, exitUnusable, "", `base "older": no such commit here; is it fetched?`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			root, dir := repository(t, tt.below, tt.value)
			before := inGit(t, root, "status", "--porcelain")
			o := gateIn(t, dir, tt.args...)
			o.want(t, tt.code, tt.stderr)
			if !strings.Contains(o.stdout, tt.stdout) {
				t.Errorf("the answer lacks %q:\n%s", tt.stdout, o.stdout)
			}
			wantClean(t, root, before)
		})
	}
}

// TestGateVanished: a benchmark that is gone, or new under another name, is no
// pass.
func TestGateVanished(t *testing.T) {
	root, dir := repository(t, "", "100")
	text, err := os.ReadFile(filepath.Join(dir, "little_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "little_test.go", strings.Replace(string(text), "BenchmarkWork", "BenchmarkLabour", 1))
	o := gateIn(t, dir)
	o.want(t, exitUnusable, "which the base had: was it renamed, or does it fail?")
	wantClean(t, root, " M little_test.go")
}

// TestGateShallow: a clone that ends before the base says what to do.
func TestGateShallow(t *testing.T) {
	root, _ := repository(t, "", "100")
	inGit(t, root, "commit", "-q", "-a", "--allow-empty", "-m", "third")
	inGit(t, root, "switch", "-q", "old")
	inGit(t, root, "commit", "-q", "--allow-empty", "-m", "meanwhile")
	inGit(t, root, "switch", "-q", "new")
	clone := filepath.Join(t.TempDir(), "clone")
	inGit(t, root, "clone", "-q", "--depth", "1", "--no-single-branch", "file://"+filepath.ToSlash(root), clone)
	t.Chdir(clone)
	compare(t, "gate", "--base", "origin/old").want(t, exitUnusable, "the clone is shallow", "git fetch --unshallow")
}

// TestGateBaseFormats: JSON and Markdown hold the figures.
func TestGateBaseFormats(t *testing.T) {
	_, dir := repository(t, "", "110")
	o := gateIn(t, dir, "--format", "json")
	o.want(t, exitRegressed)
	var got struct {
		Base    string `json:"base_commit"`
		Figures []struct {
			Name, Unit, Verdict string
			N                   int
			Ratio               float64
		}
	}
	if err := json.Unmarshal([]byte(o.stdout), &got); err != nil || len(got.Base) != 40 || len(got.Figures) != 1 || got.Figures[0].Verdict != "regressed" || got.Figures[0].N != 8 {
		t.Errorf("json: %v, %+v", err, got)
	}
	if o := gateIn(t, dir, "--format", "markdown"); !strings.Contains(o.stdout, "| regressed | Work") {
		t.Errorf("markdown:\n%s", o.stdout)
	}
}

// TestGateAlso: one run writes as many formats as are wanted.
func TestGateAlso(t *testing.T) {
	_, dir := repository(t, "", "110")
	out := t.TempDir()
	summary, junit, bench := filepath.Join(out, "summary.md"), filepath.Join(out, "junit.xml"), filepath.Join(out, "bench.txt")
	o := gateIn(t, dir, "--format", "github", "--also", "markdown="+summary, "--also", "junit="+junit, "--also", "bench="+bench)
	o.want(t, exitRegressed)
	if !strings.Contains(o.stdout, "\n::error title=regressed%3A Work") {
		t.Errorf("no annotation:\n%s", o.stdout)
	}
	for file, want := range map[string]string{summary: "| regressed | Work", junit: "<failure message=", bench: "B/op"} {
		if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %q: %v\n%s", file, want, err, text)
		}
	}
}
