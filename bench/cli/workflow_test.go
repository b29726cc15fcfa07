package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A ciWorkflow is a file that others copy.
type ciWorkflow struct {
	On          any
	Env         map[string]string
	Permissions map[string]string
	Defaults    struct{ Run struct{ Shell string } }
	Jobs        map[string]struct{ Steps []ciStep }
}

// sizedModule writes a module whose benchmark reports a size, no time, and none of what the
// runtime allocates of its own accord: nothing depends on the machine.
func sizedModule(t *testing.T, dir, value string) {
	t.Helper()
	write(t, dir, "go.mod", "module example.com/sized\n\ngo 1.26\n")
	write(t, dir, "sized_test.go", fmt.Sprintf(`package sized

import "testing"

func BenchmarkTable(b *testing.B) {
	for b.Loop() {
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(0, "B/op")
	b.ReportMetric(0, "allocs/op")
	b.ReportMetric(%s, "table-bytes")
}
`, value))
}

// sizedClone makes a repository "origin" with the module at 100 bytes on its main branch,
// and a clone of it at others, as a runner has it.
func sizedClone(t *testing.T, value string) (clone string) {
	t.Helper()
	first, origin, clone := t.TempDir(), filepath.Join(t.TempDir(), "origin.git"), filepath.Join(t.TempDir(), "my clone")
	sizedModule(t, first, "100")
	inGit(t, first, "init", "-q", "-b", "main")
	inGit(t, first, "add", ".")
	inGit(t, first, "commit", "-q", "-m", "first")
	inGit(t, first, "clone", "-q", "--bare", first, origin)
	inGit(t, first, "clone", "-q", origin, clone)
	inGit(t, clone, "switch", "-q", "-c", "new")
	sizedModule(t, clone, value)
	inGit(t, clone, "commit", "-q", "-a", "--allow-empty", "-m", "second")
	return clone
}

// TestWorkflow runs the steps of the action with the inputs of the workflow that others
// copy, in a module of somebody else.
func TestWorkflow(t *testing.T) {
	var w ciWorkflow
	readYAML(t, &w, "workflows", "benchmarks.yml")
	steps := w.Jobs["gate"].Steps
	wantSafe(t, "benchmarks.yml", steps)
	if w.Permissions["contents"] != "read" || w.Permissions["pull-requests"] != "write" || fmt.Sprint(w.On) != "pull_request" {
		t.Errorf("on %v with permissions %v", w.On, w.Permissions)
	}
	gate := steps[len(steps)-1]
	if gate.Uses != "./.github/actions/gate" {
		t.Fatalf("the last step uses %q", gate.Uses)
	}
	inputs := map[string]string{}
	for name, value := range gate.With {
		inputs[name] = value
	}
	inputs["package"], inputs["bench"] = ".", "." // what the file tells to set
	inputs["benchtime"], inputs["rounds"] = "1x", "6"
	a, builder := gateAction(t, t.TempDir(), t.TempDir(), inputs)
	if code := a.step(t, builder, "build compare"); code != 0 {
		t.Fatalf("build compare: exit code %d\n%s", code, builder.output)
	}
	for value, want := range map[string]struct {
		code             int
		summary, comment string
	}{
		"110":     {exitRegressed, "regressed", "**regressed: "},
		"100 + 0": {exitFine, "passed", "Nothing changed."},
		"100":     {exitFine, "passed", "**passed: no code has changed since "},
	} {
		t.Run(value, func(t *testing.T) {
			stubs := t.TempDir()
			stub(t, stubs, "gh", stubGH)
			write(t, stubs, "comments.json", "[]")
			t.Setenv("TMPDIR", t.TempDir())
			a, r := gateAction(t, sizedClone(t, value), stubs, inputs)
			r.env["STUBS"], r.env["PATH"] = stubs, stubs+string(filepath.ListSeparator)+builder.env["PATH"]
			for _, name := range []string{"measure", "comment"} {
				if code := a.step(t, r, name); code != 0 {
					t.Fatalf("step %s: exit code %d\n%s", name, code, r.output)
				}
			}
			if code := a.step(t, r, "answer"); code != want.code {
				t.Errorf("exit code %d, want %d\n%s", code, want.code, r.output)
			}
			if !strings.Contains(r.summary, want.summary) || strings.Contains(r.output, "::error title=regressed") != (want.code == exitRegressed) {
				t.Errorf("summary:\n%s\noutput:\n%s", r.summary, r.output)
			}
			if body := read(t, filepath.Join(stubs, "body")); !strings.Contains(body, want.comment) {
				t.Errorf("the comment lacks %q:\n%s", want.comment, body)
			}
			for _, file := range []string{"gate.xml", "gate.json", "gate.txt", "comment.md"} {
				if info, err := os.Stat(filepath.Join(r.values["steps.measure.outputs.results"], file)); err != nil || info.Size() == 0 && !(file == "gate.txt" && value == "100") {
					t.Errorf("%s: %v", file, err)
				}
			}
		})
	}
}

// TestNightly runs the steps of the nightly workflow twice, the second time with somebody
// else pushing in between: the branch has all entries.
func TestNightly(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash")
	}
	var w ciWorkflow
	readYAML(t, &w, "workflows", "nightly.yml")
	steps := w.Jobs["history"].Steps
	wantSafe(t, "nightly.yml", steps)
	if w.Defaults.Run.Shell != "bash" || w.Permissions["contents"] != "write" || len(w.Permissions) != 1 {
		t.Errorf("shell %q, permissions %v", w.Defaults.Run.Shell, w.Permissions)
	}
	bin := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "../../cmd/compare")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	clone := sizedClone(t, "100")
	origin := inGit(t, clone, "remote", "get-url", "origin")
	night := func(commit string, before func(*runner, *ciStep)) *runner {
		r := newRunner(t, clone, bin)
		for name, value := range w.Env {
			r.env[name] = value
		}
		r.env["PACKAGE"], r.env["BENCH"], r.env["GITHUB_SHA"] = ".", ".", commit // what the file tells to set
		for _, s := range steps {
			if s.Uses != "" || s.Name == "build compare" {
				continue // the test has built it
			}
			if before != nil {
				before(r, &s)
			}
			if code := r.run(s); code != 0 {
				t.Fatalf("step %s: exit code %d\n%s", s.Name, code, r.output)
			}
		}
		return r
	}
	night("aaa", nil)
	r := night("bbb", func(r *runner, s *ciStep) {
		if s.Name != "keep" {
			return
		}
		// The first push comes too late.
		stubs := t.TempDir()
		real, err := exec.LookPath("git")
		if err != nil {
			t.Fatal(err)
		}
		r.env["REAL"], r.env["STUBS"], r.env["ORIGIN"] = real, stubs, origin
		r.env["PATH"] = stubs + string(filepath.ListSeparator) + r.env["PATH"]
		stub(t, stubs, "git", `if [[ "$*" == *" push "* && ! -e $STUBS/pushed ]]; then
	touch "$STUBS/pushed"
	"$REAL" clone -q -b "$BRANCH" "$ORIGIN" "$STUBS/other"
	compare history --append "$STUBS/other/history.jsonl" --commit ccc "$RUNNER_TEMP/new.txt"
	"$REAL" -C "$STUBS/other" -c user.name=A -c user.email=a@example.com commit -q -a -m other
	"$REAL" -C "$STUBS/other" push -q
fi
exec "$REAL" "$@"
`)
	})
	if !strings.Contains(r.summary, "Table, table-bytes") && !strings.Contains(r.summary, "series: 0 changed") {
		t.Errorf("summary:\n%s", r.summary)
	}
	text := inGit(t, clone, "--git-dir", origin, "show", w.Env["BRANCH"]+":history.jsonl")
	for _, commit := range []string{"aaa", "bbb", "ccc"} {
		if strings.Count(text, fmt.Sprintf(`"commit":%q`, commit)) != 1 {
			t.Errorf("the history lacks %s, or has it twice:\n%s", commit, text)
		}
	}
	if files := inGit(t, clone, "--git-dir", origin, "ls-tree", "--name-only", w.Env["BRANCH"]); files != "history.jsonl" {
		t.Errorf("the branch holds %q, want the history alone", files)
	}
}
