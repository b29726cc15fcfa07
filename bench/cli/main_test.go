package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/internal/anywhere"
)

// roundFlag makes the test binary the process of a round: the names of extra
// contenders follow it, and then what the command says.
const roundFlag = "-cli-round"

// mainFlag makes the test binary the command itself, signals and all.
const mainFlag = "-cli-main"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == mainFlag {
		os.Args = append(os.Args[:1], os.Args[2:]...)
		Main()
	}
	if len(os.Args) < 3 || os.Args[1] != roundFlag {
		// The race detector has a process sleep for a second before its end.
		os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
		os.Exit(anywhere.Run(m.Run))
	}
	// Nobody hangs for ever, whatever the test does.
	time.AfterFunc(time.Minute, func() { os.Exit(9) })
	os.Exit(Run(context.Background(), Env{
		Args: os.Args[3:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv,
	}, extras(os.Args[2])...))
}

// outcome is what an invocation did.
type outcome struct {
	code           int
	stdout, stderr string
}

// compare runs the command.
func compare(t *testing.T, args ...string) outcome {
	t.Helper()
	return compareWith(t.Context(), "", args...)
}

// compareWith runs the command with extra contenders; see extras.
func compareWith(ctx context.Context, names string, args ...string) outcome {
	var stdout, stderr bytes.Buffer
	code := Run(ctx, Env{
		Args: args, Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr,
		Prefix: []string{roundFlag, names},
	}, extras(names)...)
	return outcome{code, stdout.String(), stderr.String()}
}

// small are the arguments of a comparison that takes an instant. Further ones
// override these.
func small(results string, more ...string) []string {
	return append([]string{
		"--workload", "tiny-jobs", "--jobs", "200", "--rounds", "2",
		"--strategy", "shared-queue,chunked", "--results", results,
	}, more...)
}

// want checks the exit code and that the texts are on standard error.
func (o outcome) want(t *testing.T, code int, stderr ...string) {
	t.Helper()
	if o.code != code {
		t.Errorf("exit code %d, want %d", o.code, code)
	}
	for _, s := range stderr {
		if !strings.Contains(o.stderr, s) {
			t.Errorf("stderr lacks %q", s)
		}
	}
	if t.Failed() {
		t.Logf("stdout:\n%s\nstderr:\n%s", o.stdout, o.stderr)
	}
}

// wantRefused checks that the command said in one line why it did nothing.
func (o outcome) wantRefused(t *testing.T, stderr ...string) {
	t.Helper()
	o.want(t, exitUnusable, stderr...)
	if o.stdout != "" {
		t.Errorf("stdout %q, want nothing", o.stdout)
	}
	if !strings.HasPrefix(o.stderr, "compare: ") || strings.Index(o.stderr, "\n") != len(o.stderr)-1 {
		t.Errorf("stderr %q, want one line that begins with %q", o.stderr, "compare: ")
	}
}

// filesIn returns the names of all files below a folder, and none if there is no
// such folder.
func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if path != dir && err == nil {
			names = append(names, strings.TrimPrefix(path, dir+string(filepath.Separator)))
		}
		return nil
	})
	return names
}

// sidecar returns the path of the only run stored in a folder.
func sidecar(t *testing.T, dir string) string {
	t.Helper()
	files := filesIn(t, dir)
	if len(files) != 2 || filepath.Ext(files[0]) != ".json" || filepath.Ext(files[1]) != ".txt" ||
		strings.TrimSuffix(files[0], ".json") != strings.TrimSuffix(files[1], ".txt") {
		t.Fatalf("files %q, want a pair NAME.json and NAME.txt", files)
	}
	return filepath.Join(dir, files[0])
}

// write makes a file.
func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// extras returns contenders by their names, separated by commas; see extra_test.go.
func extras(names string) []bench.Contender {
	var out []bench.Contender
	for name := range strings.SplitSeq(names, ",") {
		if name == "" {
			continue
		}
		i := slices.IndexFunc(strangers, func(x bench.Contender) bool { return x.Name() == name })
		if i < 0 {
			panic(fmt.Sprintf("no contender %q", name))
		}
		out = append(out, strangers[i])
	}
	return out
}
