package servers

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestPrivateFolder: each server starts where the folder for temporary files is this user's
// alone, though it may run as another one, and leaves nothing behind.
func TestPrivateFolder(t *testing.T) {
	for _, name := range []string{"redis", "postgres"} {
		t.Run(name, func(t *testing.T) {
			private := filepath.Join(t.TempDir(), "private")
			if err := os.Mkdir(private, 0o700); err != nil {
				t.Fatal(err)
			}
			t.Setenv("TMPDIR", private)
			s, err := Run(name)
			var missing *NotInstalled
			if errors.As(err, &missing) && os.Getenv(Env) != "required" {
				t.Skipf("NOT TESTED with the %v", err)
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Stop(); err != nil {
				t.Errorf("Stop: %v", err)
			}
			if left, err := os.ReadDir(private); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, error %v", left, err)
			}
		})
	}
}

// TestRestart: a server that is killed comes back where it was, and one that answers is left
// alone.
func TestRestart(t *testing.T) {
	for _, name := range []string{"redis", "postgres", "rabbitmq"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := RunWith(name, Options{Dir: t.TempDir(), Keep: true})
			var missing *NotInstalled
			if errors.As(err, &missing) && os.Getenv(Env) != "required" {
				t.Skipf("NOT TESTED with the %v", err)
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, again := range []func() error{s.Restart, s.Revive, s.Restart} {
				if err := again(); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Stop(); err != nil {
				t.Error(err)
			}
		})
	}
}
