package checkout

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/go-foundations/poolbench/bench/process"
)

// repositoryVariables are what git tells its hooks about the repository and the
// index that it is working on. A child that inherits them works on those, wherever
// it is: in a pre-commit hook it would write into the very commit that is being made.
//
// Note: the two variables that carry configuration, GIT_CONFIG_PARAMETERS and
// GIT_CONFIG_COUNT, stay. They say how git works, not where; a CI may need them to
// trust the repository (safe.directory). Git itself passes them on to submodules.
var repositoryVariables = []string{
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_ATTR_SOURCE", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DIR", "GIT_GRAFT_FILE",
	"GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE", "GIT_NO_REPLACE_OBJECTS",
	"GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_QUARANTINE_PATH", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE",
	"GIT_WORK_TREE", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
}

// cleanEnv returns the environment for a child that works in a folder: without what
// git tells its hooks about a repository, and with that folder as PWD, which go and
// git believe more than the operating system. It leaves environ as it is.
func cleanEnv(environ []string, dir string) []string {
	out := make([]string, 0, len(environ)+1)
	for _, e := range environ {
		name, _, _ := strings.Cut(e, "=")
		if name != "PWD" && !slices.Contains(repositoryVariables, name) {
			out = append(out, e)
		}
	}
	return append(out, "PWD="+dir)
}

// A child is a program to run in a folder to its end.
type child struct {
	name string
	args []string
	dir  string   // absolute
	env  []string // added to the clean environment
}

// patience is how long a child that was asked to stop may take to clean up. Who presses
// Ctrl-C waits no longer than a second.
const patience = 700 * time.Millisecond

// run returns what the child writes to standard output. Standard error is read only
// for the error's text, so that what a program says in passing ("go: downloading")
// is never taken for data.
func (c child) run(ctx context.Context) ([]byte, error) {
	cmd := exec.CommandContext(ctx, c.name, c.args...)
	cmd.Dir = c.dir
	cmd.Env = append(cleanEnv(os.Environ(), c.dir), c.env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	process.OwnGroup(cmd)
	cmd.Cancel = func() error { return process.SignalGroup(cmd, c.stop()) }
	cmd.WaitDelay = patience
	defer process.KillGroup(cmd) // compilers that it has not waited for
	out, err := cmd.Output()
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.Is(err, exec.ErrNotFound):
		return nil, fmt.Errorf("%s: is not installed, or not in PATH", c.name)
	}
	return nil, &childError{filepath.Base(c.name), stderr.String(), err}
}

// stop is the signal that has a program clean up and end: go waits for its compilers
// only after an interrupt, and others may ignore that if they run in the background.
func (c child) stop() syscall.Signal {
	if c.name == "go" {
		return syscall.SIGINT
	}
	return syscall.SIGTERM
}

// A childError is how a child failed.
type childError struct {
	name   string
	stderr string
	err    error // of package exec
}

// Error says it in one line.
func (e *childError) Error() string {
	text := oneLine(e.stderr)
	if text == "" {
		text = e.err.Error()
	}
	return e.name + ": " + text
}

func (e *childError) Unwrap() error { return e.err }

// text is all that the child said but for chatter, and may have many lines.
func (e *childError) text() string {
	if lines := tellingLines(e.stderr); len(lines) > 0 {
		return strings.Join(lines, "\n")
	}
	return e.err.Error()
}

// chatter begins the lines in which go and git tell what they are doing.
var chatter = []string{
	"go: downloading ", "go: finding ", "go: extracting ", "go: found ", "go: added ", "go: upgraded ", "go: warning: ",
	"go: creating ", "go: to add ", "warning: ", "hint: ", "remote: ",
}

// tellingLines returns the lines of a program's standard error that say what is wrong.
func tellingLines(stderr string) []string {
	var out []string
	for line := range strings.Lines(stderr) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) != "" && !slices.ContainsFunc(chatter, func(s string) bool { return strings.HasPrefix(line, s) }) {
			out = append(out, line)
		}
	}
	return out
}

// oneLine returns the line that says what is wrong, and what git advises against
// a repository of somebody else, which comes some lines later.
func oneLine(stderr string) string {
	lines := tellingLines(stderr)
	if len(lines) == 0 {
		return ""
	}
	line := strings.TrimPrefix(strings.TrimPrefix(lines[0], "fatal: "), "error: ")
	for _, l := range lines[1:] {
		if strings.Contains(l, "--add safe.directory") {
			line += ": if you trust it, " + strings.TrimSpace(l)
		}
	}
	return line
}

// goCommand runs the go command in a folder.
func goCommand(ctx context.Context, dir string, env []string, args ...string) ([]byte, error) {
	env = append([]string{"GIT_OPTIONAL_LOCKS=0"}, env...) // it may run git
	return child{name: "go", args: args, dir: dir, env: env}.run(ctx)
}
