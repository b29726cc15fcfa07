package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// A ciStep is a step of a workflow or of an action.
type ciStep struct {
	Name, ID, Uses, If, Shell, Run string
	Dir                            string `yaml:"working-directory"`
	Env, With                      map[string]string
}

// readYAML reads a file of this repository's .github folder.
func readYAML(t *testing.T, out any, names ...string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{"..", "..", ".github"}, names...)...))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, out); err != nil {
		t.Fatal(err)
	}
}

// expression is what the runner replaces.
var expression = regexp.MustCompile(`\$\{\{\s*(.*?)\s*\}\}`)

// A runner runs steps as GitHub's does, as far as they need it.
type runner struct {
	t       *testing.T
	dir     string
	env     map[string]string // of all steps
	values  map[string]string // of expressions, such as inputs.base
	summary string            // what steps have added to it
	output  string            // what steps have printed
}

// newRunner returns one without a network, whose first commands are stubs.
func newRunner(t *testing.T, dir, stubs string) *runner {
	temp := t.TempDir()
	return &runner{t: t, dir: dir, values: map[string]string{}, env: map[string]string{
		"PATH": stubs + string(filepath.ListSeparator) + os.Getenv("PATH"), "RUNNER_TEMP": temp, "GOPROXY": "off", "GOFLAGS": "-mod=mod",
		"GITHUB_REPOSITORY": "o/r", "GITHUB_SERVER_URL": "https://example.com", "GITHUB_RUN_ID": "7", "GITHUB_SHA": "0123456789abcdef",
	}}
}

// expand replaces expressions. One without a value fails the test.
func (r *runner) expand(text string) string {
	return expression.ReplaceAllStringFunc(text, func(s string) string {
		name := expression.FindStringSubmatch(s)[1]
		if left, right, ok := strings.Cut(name, " == "); ok {
			return fmt.Sprint(r.values[left] == strings.Trim(right, "'"))
		}
		v, ok := r.values[name]
		if !ok {
			r.t.Errorf("the expression %q has no value here", name)
		}
		return v
	})
}

// run runs a step, and returns its exit code.
func (r *runner) run(s ciStep) int {
	r.t.Helper()
	if s.If != "" && r.expand(s.If) != "true" {
		return 0
	}
	files := map[string]string{}
	env := os.Environ()
	for name, value := range r.env {
		env = append(env, name+"="+value)
	}
	for _, name := range []string{"GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"} {
		files[name] = write(r.t, r.t.TempDir(), "file", "")
		env = append(env, name+"="+files[name])
	}
	for name, value := range s.Env {
		env = append(env, name+"="+r.expand(value))
	}
	cmd := exec.CommandContext(r.t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", write(r.t, r.t.TempDir(), "step.sh", s.Run))
	cmd.Dir, cmd.Env = filepath.Join(r.dir, r.expand(s.Dir)), env
	out, err := cmd.CombinedOutput()
	r.output += string(out)
	code := cmd.ProcessState.ExitCode()
	if err != nil && code < 1 {
		r.t.Fatalf("step %s: %v\n%s", s.Name, err, out)
	}
	read := func(name string) string {
		text, err := os.ReadFile(files[name])
		if err != nil {
			r.t.Fatal(err)
		}
		return string(text)
	}
	r.summary += read("GITHUB_STEP_SUMMARY")
	for line := range strings.Lines(read("GITHUB_OUTPUT")) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		r.values["steps."+s.ID+".outputs."+name] = value
	}
	for line := range strings.Lines(read("GITHUB_PATH")) {
		r.env["PATH"] = strings.TrimSuffix(line, "\n") + string(filepath.ListSeparator) + r.env["PATH"]
	}
	return code
}

// stub writes a command into a folder.
func stub(t *testing.T, dir, name, script string) {
	t.Helper()
	if err := os.Chmod(write(t, dir, name, "#!/usr/bin/env bash\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
}

// wantSafe checks that nothing is put into a script before it runs: what somebody else has
// written, such as the name of a branch, would be run.
func wantSafe(t *testing.T, where string, steps []ciStep) {
	t.Helper()
	for _, s := range steps {
		if expression.MatchString(s.Run) {
			t.Errorf("%s: step %q puts an expression into a script:\n%s", where, s.Name, s.Run)
		}
		if (s.Run == "") == (s.Uses == "") {
			t.Errorf("%s: step %q: runs %q and uses %q, want one of them", where, s.Name, s.Run, s.Uses)
		}
	}
}
