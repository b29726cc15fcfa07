package main_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// mostQuoted is how many bytes the files take that documents quote: they are in every clone.
const mostQuoted = 1_000_000

// quoted returns the files that results/README.md lists.
func quoted(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "results", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for line := range strings.Lines(string(text)) {
		cell, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cell, -1) {
			if !strings.HasPrefix(line, "| `") {
				continue
			}
			found, err := filepath.Glob(filepath.Join(root, "results", m[1]))
			if err != nil || len(found) == 0 {
				t.Errorf("results/README.md lists %s: %v, no such file", m[1], err)
			}
			files = append(files, found...)
		}
	}
	return files
}

// TestResults: what documents quote is there, small, and stored as a run is stored today.
// With -update runs of earlier versions are stored anew.
func TestResults(t *testing.T) {
	size := int64(0)
	for _, path := range quoted(t) {
		if strings.Contains(path, ".json") {
			storedAsToday(t, path)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if size > mostQuoted {
		t.Errorf("%d bytes are quoted, want at most %d: gzip -9n makes a sidecar small", size, mostQuoted)
	}
}

func storedAsToday(t *testing.T, path string) {
	run, err := record.Read(path)
	if err != nil {
		t.Error(err)
		return
	}
	stem := filepath.Join(t.TempDir(), "run")
	if err := run.Save(stem); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(stem + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if is := plainly(t, path); bytes.Equal(is, want) {
		return
	}
	if !*update {
		t.Errorf("%s is not stored as a run is today; go test ./cmd/compare -run TestResults -update stores it anew", path)
		return
	}
	if strings.HasSuffix(path, ".gz") {
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		z.Write(want) // whose error Close has, too
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		want = b.Bytes()
	}
	if err := os.WriteFile(path, want, 0o644); err != nil {
		t.Fatal(err)
	}
}

// plainly returns a file, decompressed.
func plainly(t *testing.T, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := io.Reader(f)
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
