package profile

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheck: a profile that could not be written is not said to be there.
func TestCheck(t *testing.T) {
	dir := t.TempDir()
	full, empty := filepath.Join(dir, "full"), filepath.Join(dir, "empty")
	for name, text := range map[string]string{full: "x", empty: ""} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, k := range []struct {
		p    Files
		want string
	}{
		{Files{}, ""}, {Files{CPU: full, Trace: full}, ""},
		{Files{CPU: full, Mem: empty}, "not written completely"}, {Files{Trace: filepath.Join(dir, "none")}, "no such file"},
	} {
		if err := k.p.Check(); (err == nil) != (k.want == "") || err != nil && !strings.Contains(err.Error(), k.want) {
			t.Errorf("%+v: %v, want %q", k.p, err, k.want)
		}
	}
}

// TestOf: several strategies do not write into one file, and nothing that was not asked for.
func TestOf(t *testing.T) {
	if got, want := (Files{CPU: "a/cpu.pprof", Trace: "trace"}).Of("chunked"), (Files{CPU: "a/cpu-chunked.pprof", Trace: "trace-chunked"}); got != want {
		t.Errorf("Of: %+v, want %+v", got, want)
	}
}

// TestWhile: what f returns is returned, what was asked for is written, and a file that
// cannot be is an error before f is called.
func TestWhile(t *testing.T) {
	dir := t.TempDir()
	files, err := Files{Mem: filepath.Join(dir, "mem"), Trace: filepath.Join(dir, "trace")}.Absolute()
	if err != nil {
		t.Fatal(err)
	}
	failed := errors.New("failed")
	if err := files.While(func() error { return failed }); !errors.Is(err, failed) {
		t.Errorf("While: %v, want what f returns", err)
	}
	if err := files.Check(); err != nil {
		t.Errorf("after it: %v", err)
	}
	called := false
	err = Files{CPU: filepath.Join(dir, "no", "cpu")}.While(func() error { called = true; return nil })
	if err == nil || called || strings.Count(err.Error(), dir) != 1 {
		t.Errorf("While in a folder that is not there: %v, called %t", err, called)
	}
}
