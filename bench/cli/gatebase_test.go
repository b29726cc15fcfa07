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

import (
	"os"
	"testing"
)

func BenchmarkWork(b *testing.B) {
	for b.Loop() {
	}
	b.ReportMetric(%s, "steps/op")
}

// once is 200 the seventh time in all, and 100 otherwise.
func once() float64 {
	name := os.TempDir() + "/calls"
	calls, _ := os.ReadFile(name)
	os.WriteFile(name, append(calls, 'x'), 0o666)
	if len(calls) == 6 {
		return 200
	}
	return 100
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

// alone gives a test a folder for temporary files, and settings of go that are nobody's;
// those of git are, see package anywhere.
func alone(t *testing.T) {
	t.Helper()
	for name, value := range map[string]string{
		"TMPDIR": t.TempDir(), "GOTMPDIR": "", "GOENV": "off", "GOFLAGS": "", "GOWORK": "off", "GOPROXY": "off", "GOTOOLCHAIN": "local",
	} {
		t.Setenv(name, value)
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
	return compare(t, append([]string{"gate", "--base", "old", "--unit", "^steps/op$", "--better", "steps/op=lower", "--layout", "fixed", "--benchtime", "1x", "--rounds", "8"}, args...)...)
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

// rareStep reports a step more in some rounds: chance alone may explain it.
const rareStep = "once()"

// TestGateBase: a module of its own, in the root or below, with changes that are
// not committed.
func TestGateBase(t *testing.T) {
	for _, tt := range []struct {
		name, below, value string
		args               []string
		code               int
		stdout, stderr     string
	}{
		{"the same", "", "100", nil, exitFine, "passed: the only figure is within 2 %.", "round 8 of 8 at most, about "},
		{"worse", "", "110", nil, exitRegressed, "regressed: the only figure is worse than at ", "the only figure is worse"},
		{"better", "", "50", nil, exitFine, "passed: the only figure is better by more than 2 %.", ""},
		{"below the root", "a/b", "110", nil, exitRegressed, "1.10×", ""},
		{"too few rounds", "", "110", []string{"--rounds", "5"}, exitUnusable, "", "--rounds 5: fewer than 6 rounds cannot show any change"},
		{"undecided", "", rareStep, nil, exitInconclusive, "inconclusive: ", "inconclusive"},
		{"undecided, failed", "", rareStep, []string{"--inconclusive", "fail"}, exitRegressed, "inconclusive: ", "--inconclusive=fail"},
		{"does not build", "", "oops", nil, exitUnusable, "", "head: package example.com/little: does not build:"},
		{"fails", "", `func() float64 { b.Fatal("broken"); return 0 }()`, nil, exitUnusable, "", "head: benchmark Work fails: exit status 1"},
		{"no such benchmark", "", "100", []string{"--bench", "Nothing"}, exitUnusable, "", `no benchmark matches "Nothing"`},
		{"no such package", "", "100", []string{"--package", "./none"}, exitUnusable, "", "package ./none: there is no folder none"},
		{"unknown commit", "", "100", []string{"--base", "older"}, exitUnusable, "", `base "older": no such commit here; is it fetched? (--base HEAD~1 compares with the commit before HEAD)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			root, dir := repository(t, tt.below, tt.value)
			before := inGit(t, root, "status", "--porcelain")
			o := gateIn(t, dir, tt.args...)
			o.want(t, tt.code, tt.stderr)
			if !strings.Contains(strings.Join(strings.Fields(o.stdout), " "), strings.TrimSpace(tt.stdout)) { // where a line breaks depends on the length of paths
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
	o.want(t, exitUnusable, "benchmarks have vanished: Work")
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
	if !strings.Contains(o.stdout, "\n::error title=regressed%3A example.com/little Work") {
		t.Errorf("no annotation:\n%s", o.stdout)
	}
	for file, want := range map[string]string{summary: "| regressed | Work", junit: "<failure message=", bench: "steps/op"} {
		if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %q: %v\n%s", file, want, err, text)
		}
	}
}

// TestGatePolicy: what the file in the root of the repository says holds, unless a flag
// says something else; and a mistake in it is found before anything is measured. Packages
// guard and policy test what else it may say.
func TestGatePolicy(t *testing.T) {
	const better = "better: {steps/op: lower}\n"
	root, dir := repository(t, "", "110")
	t.Chdir(dir)
	for _, tt := range []struct {
		name, policy   string
		args           []string
		code           int
		stdout, stderr string
	}{
		{"direction", better, nil, exitRegressed, "regressed: ", "policy: poolbench.yml"},
		{"margin", better + "gate: {margin: 20%}\n", nil, exitFine, "passed: ", ""},
		{"a flag is nearer", better + "gate: {margin: 20%}\n", []string{"--margin", "1%"}, exitRegressed, "regressed: ", ""},
		{"waived", better + "waivers: [{benchmark: ^Work$, unit: steps/op, ceiling: 1.2x, until: 9999-12-31, reason: known}]\n", nil, exitFine, "waived", ""},
		{"waived once", better + "waivers: [{benchmark: ^Work$, unit: steps/op, ceiling: 1.2x, until: 2020-12-31, reason: known}]\n", nil, exitRegressed, "waiver for", ""},
		{"a mistake", "marign: 2%\n", nil, exitUnusable, "", "poolbench.yml:1: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			write(t, root, "poolbench.yml", tt.policy)
			o := compare(t, append([]string{"gate", "--base", "old", "--unit", "^steps/op$", "--layout", "fixed", "--benchtime", "1x", "--rounds", "6"}, tt.args...)...)
			o.want(t, tt.code, tt.stderr)
			if !strings.Contains(strings.Join(strings.Fields(o.stdout), " "), strings.TrimSpace(tt.stdout)) { // where a line breaks depends on the length of paths
				t.Errorf("the answer lacks %q:\n%s", tt.stdout, o.stdout)
			}
		})
	}
	write(t, root, "poolbench.yml", "rules: [{benchmark: ^Wrok$, margin: 20%}]\n")
	o := compare(t, "gate", "--base", "old", "--layout", "fixed", "--benchtime", "1x", "--rounds", "6")
	o.wantRefusedAfter(t, "poolbench.yml:1", "Wrok")
}

// wantRefusedAfter checks that the command ended before it measured anything.
func (o outcome) wantRefusedAfter(t *testing.T, stderr ...string) {
	t.Helper()
	o.want(t, exitUnusable, stderr...)
	if strings.Contains(o.stderr, "round 1 ") || o.stdout != "" {
		t.Errorf("measured all the same: stdout %q, stderr %q", o.stdout, o.stderr)
	}
}

// TestGateOnlyNew: a pull request that adds the first benchmark passes, and is told so.
func TestGateOnlyNew(t *testing.T) {
	_, dir := repository(t, "", "100")
	if err := os.MkdirAll(filepath.Join(dir, "more"), 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "more"), "more_test.go", "package more\n\nimport \"testing\"\n\nfunc BenchmarkMore(b *testing.B) {}\n")
	o := gateIn(t, dir, "--package", "./more")
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, "nothing to compare") || !strings.Contains(o.stdout, "More") {
		t.Errorf("the answer:\n%s", o.stdout)
	}
	// With others, these are judged.
	o = gateIn(t, dir, "--package", "./...")
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, "passed: ") || !strings.Contains(o.stdout, "More") {
		t.Errorf("the answer:\n%s", o.stdout)
	}
}

// TestGateUnchanged: where both sides are one commit, or differ in comments and Markdown alone,
// nothing is measured.
func TestGateUnchanged(t *testing.T) {
	_, dir := repository(t, "", "100")
	for format, want := range map[string]string{"text": "passed: no code has changed since ", "json": `"unchanged": true`, "junit": "<testsuites", "bench": ""} {
		o := gateIn(t, dir, "--base", "HEAD", "--format", format)
		o.want(t, exitFine)
		if !strings.Contains(o.stdout, want) || strings.Contains(o.stderr, "round 1 ") {
			t.Errorf("%s: stdout %q, stderr %q, want %q at once", format, o.stdout, o.stderr, want)
		}
	}
	module(t, dir, "100 /* as ever */")
	write(t, dir, "NEWS.md", "None.\n")
	o := gateIn(t, dir, "--base", "HEAD")
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, "passed: no code has changed since ") || strings.Contains(o.stderr, "round 1 ") {
		t.Errorf("a comment and a page: stdout %q, stderr %q", o.stdout, o.stderr)
	}
	module(t, dir, "110")
	gateIn(t, dir, "--base", "HEAD").want(t, exitRegressed, "round 1 ")
}

// TestGateTestFlags: what stands behind -- reaches the test binaries.
func TestGateTestFlags(t *testing.T) {
	_, dir := repository(t, "", "100")
	gateIn(t, dir, "--", "-test.nosuchflag").want(t, exitUnusable, "-test.nosuchflag")
	gateIn(t, dir, "--", "-test.short").want(t, exitFine)
	for _, flag := range []string{"-test.v=false", "-test.benchtime=1s", "--test.count=3", "-test.bench", "-test.run=x"} {
		gateIn(t, dir, "--", flag).wantRefused(t, "the gate sets this itself")
	}
}

// TestGateNotFinite: NaN ends the gate as any other number does, and is named. Package
// verdict tests what else is not finite.
func TestGateNotFinite(t *testing.T) {
	_, dir := repository(t, "", "zero / zero")
	name := filepath.Join(dir, "little_test.go")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "little_test.go", string(text)+"\nvar zero float64\n")
	o := gateIn(t, dir)
	o.want(t, exitUnusable, "figures are not usable: Work (steps/op)")
	if !strings.Contains(o.stdout, "unusable") {
		t.Errorf("the answer does not name it:\n%s", o.stdout)
	}
}
