package process

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/internal/anywhere"
)

// roleEnv makes the test binary a program that behaves as the role says.
const roleEnv = "POOLBENCH_ROLE"

func TestMain(m *testing.M) {
	role := os.Getenv(roleEnv)
	if role == "" {
		os.Exit(anywhere.Run(m.Run))
	}
	// Nobody hangs for ever, whatever the test does.
	time.AfterFunc(time.Minute, func() { os.Exit(9) })
	switch role {
	case "args":
		fmt.Println(strings.Join(os.Args[1:], " "))
		fmt.Print("two\r\nno newline")
	case "fail":
		fmt.Println("before")
		fmt.Fprintln(os.Stderr, "it hurts")
		os.Exit(3)
	case "flood":
		line := []byte(strings.Repeat("y", 1<<16) + "\n")
		for {
			os.Stdout.Write(line)
		}
	case "flood stderr":
		line := []byte(strings.Repeat("y", 1<<16) + "\n")
		for {
			os.Stderr.Write(line)
		}
	case "hang":
		call()
		select {}
	case "orphan", "hang with child": // the child holds the output, and calls
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), roleEnv+"=hang")
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Start(); err != nil {
			panic(err)
		}
		if role != "orphan" {
			select {}
		}
		fmt.Println("parent ends")
	}
}

// call connects to the test, and holds the connection for as long as the process lives.
func call() {
	if address := os.Getenv("ROLE_CALL"); address != "" {
		if _, err := net.Dial("tcp", address); err != nil {
			panic(err)
		}
	}
}

// role returns the test binary as a program.
func role(t *testing.T, what string, env ...string) Program {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Program{Path: exe, Dir: t.TempDir(), Env: append(append(os.Environ(), "GORACE=atexit_sleep_ms=0", roleEnv+"="+what), env...)}
}

// lines collects what a program prints.
func lines(t *testing.T, ctx context.Context, p Program, patience time.Duration, args ...string) ([]string, error) {
	t.Helper()
	var out []string
	err := p.Run(ctx, patience, args, func(l string) { out = append(out, l) })
	return out, err
}

func TestRun(t *testing.T) {
	p := role(t, "args")
	p.Args, p.More = []string{"-test.first"}, []string{"last"}
	got, err := lines(t, t.Context(), p, time.Minute, "a", "b")
	if want := []string{"-test.first a b last", "two", "no newline"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("lines %q, %v, want %q", got, err, want)
	}
}

// TestRunFails: the error says how it ended and what it printed last.
func TestRunFails(t *testing.T) {
	got, err := lines(t, t.Context(), role(t, "fail"), time.Minute)
	var e *Error
	if !slices.Equal(got, []string{"before"}) || !errors.As(err, &e) || e.Err.Error() != "exit status 3" || !strings.Contains(e.Text, "it hurts") {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := lines(t, t.Context(), Program{Path: "/no/such/program"}, time.Minute); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no program: %v", err)
	}
}

// TestRunFloods: who prints without end is ended, on either output.
func TestRunFloods(t *testing.T) {
	for _, what := range []string{"flood", "flood stderr"} {
		_, err := lines(t, t.Context(), role(t, what), time.Minute)
		if !errors.Is(err, ErrFlood) {
			t.Errorf("%s: %v", what, err)
		}
		if len(err.Error()) > 3*told {
			t.Errorf("%s: an error of %d bytes", what, len(err.Error()))
		}
	}
}

// TestRunHangs: no sign of life is an end, and its cause is told apart.
func TestRunHangs(t *testing.T) {
	_, err := lines(t, t.Context(), role(t, "hang"), 100*time.Millisecond)
	if !errors.Is(err, ErrPatience) || !strings.Contains(err.Error(), "no sign of life for 100ms (--patience)") {
		t.Errorf("hangs: %v", err)
	}
}

// caller returns a variable for a role that calls, and what is closed when it has ended.
func caller(t *testing.T, called func()) (env string, gone chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	gone = make(chan struct{})
	go func() {
		defer close(gone)
		c, err := l.Accept()
		if err != nil {
			return
		}
		called()
		c.Read(make([]byte, 1)) // until the process is no more
		c.Close()
	}()
	return "ROLE_CALL=" + l.Addr().String(), gone
}

// TestRunEnds: with the context, which gives the cause, and the whole group with it.
func TestRunEnds(t *testing.T) {
	want := errors.New("enough")
	for _, what := range []string{"hang", "hang with child"} {
		ctx, cancel := context.WithCancelCause(t.Context())
		env, gone := caller(t, func() { cancel(want) })
		_, err := lines(t, ctx, role(t, what, env), time.Hour)
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
		<-gone
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(want)
	if _, err := lines(t, ctx, role(t, "args"), time.Hour); !errors.Is(err, want) {
		t.Errorf("a context that has ended: %v", err)
	}
}

// TestRunOrphan: a process that is left behind and holds the output keeps nobody, and
// does not outlive the run.
func TestRunOrphan(t *testing.T) {
	env, gone := caller(t, func() {})
	got, err := lines(t, t.Context(), role(t, "orphan", env), time.Hour)
	if err != nil || !slices.Equal(got, []string{"parent ends"}) {
		t.Errorf("%q, %v", got, err)
	}
	<-gone
}

// TestExcerpt: the beginning and the end are kept, in whole lines, and all of what is short.
func TestExcerpt(t *testing.T) {
	var long, short Excerpt
	for i := range 1000 {
		fmt.Fprintln(&long, "line", i)
	}
	text := long.String()
	if !strings.HasPrefix(text, "line 0\nline 1\n") || !strings.HasSuffix(text, "\nline 998\nline 999") || !strings.Contains(text, "\n...\nline ") || len(text) > 2*told+5 {
		t.Errorf("excerpt %q", text)
	}
	for range 3 {
		fmt.Fprint(&short, strings.Repeat("x", 400), "\n")
	}
	if want := strings.TrimSpace(strings.Repeat(strings.Repeat("x", 400)+"\n", 3)); short.String() != want {
		t.Errorf("excerpt %q, want all of it", short.String())
	}
}
