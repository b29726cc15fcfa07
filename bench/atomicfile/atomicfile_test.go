package atomicfile

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// names returns what a folder holds.
func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return strings.Join(out, " ")
}

// TestWrite: a new file can be read by all, one that is there keeps its mode, and nothing
// else is left.
func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	for i, text := range []string{"one", "", "three"} {
		if err := Write(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got := read(t, path); got != text {
			t.Errorf("write %d: %q, want %q", i, got, text)
		}
	}
	if got := names(t, dir); got != "a" {
		t.Errorf("the folder holds %s", got)
	}
	if runtime.GOOS == "windows" {
		return
	}
	mode := func() fs.FileMode {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode()
	}
	if mode() != 0o644 {
		t.Errorf("mode %v of a new file, want 0644", mode())
	}
	if err := errors.Join(os.Chmod(path, 0o600), Write(path, []byte("secret"))); err != nil || mode() != 0o600 {
		t.Errorf("%v, mode %v, want 0600 as before", err, mode())
	}
}

// TestWriteLink: what a link leads to is replaced, also from another folder.
func TestWriteLink(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "there", "file"), filepath.Join(dir, "link")
	if err := os.Mkdir(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Skipf("no links: %v", err)
	}
	if err := Write(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 || read(t, file) != "new" {
		t.Errorf("%v, %v, the file holds %q: want a link as before to a new file", err, info.Mode(), read(t, file))
	}
}

// TestWriteFails: the old file stays, and nothing else does.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Write(filepath.Join(dir, "folder"), nil); err == nil || err.Error() != "is a folder" {
		t.Errorf("onto a folder: %v", err)
	}
	if err := Write(filepath.Join(dir, "none", "a"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("into a missing folder: %v", err)
	}
	if got := names(t, dir); got != "folder" {
		t.Errorf("the folder holds %s", got)
	}
}

// TestReadersSeeWholes: whoever reads while others write finds one of the texts, whole.
func TestReadersSeeWholes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a file that is open cannot be replaced there")
	}
	path := filepath.Join(t.TempDir(), "a")
	texts := [][]byte{bytes.Repeat([]byte("a"), 100_000), bytes.Repeat([]byte("b"), 50_000)}
	if err := Write(path, texts[0]); err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	done := make(chan struct{})
	for _, text := range texts {
		writers.Go(func() {
			for range 20 {
				if err := Write(path, text); err != nil {
					t.Error(err)
				}
			}
		})
	}
	go func() { writers.Wait(); close(done) }()
	for {
		if got := read(t, path); got != string(texts[0]) && got != string(texts[1]) {
			t.Fatalf("read %d bytes that nobody wrote", len(got))
		}
		select {
		case <-done:
			return
		default:
		}
	}
}
