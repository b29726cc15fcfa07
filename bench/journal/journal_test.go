package journal

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

func entry(day int, commit string) Entry {
	return Entry{Version: Version, Time: time.Date(2026, 5, day, 3, 0, 0, 0, time.UTC), Commit: commit, Host: "C",
		Figures: []Figure{{Package: "example.com/a", Name: "A-8", Unit: "sec/op", Median: 1e-7, N: 6, Better: "lower"}}}
}

// TestAppend: what was appended is read, the oldest first, however it was written.
func TestAppend(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.jsonl")
	for _, e := range []Entry{entry(2, "b"), entry(1, "a"), entry(2, "a")} {
		e.Version = 0
		if err := Append(path, e); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Read(path)
	if want := []Entry{entry(1, "a"), entry(2, "a"), entry(2, "b")}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\n%+v\nwant\n%+v", err, got, want)
	}
	if text, _ := os.ReadFile(path); !Is(text) || Is([]byte("{\n  \"schema\": 1")) {
		t.Error("a history is not told from a stored run")
	}
}

// TestAppendTogether: many at once lose nothing and tear nothing.
func TestAppendTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.jsonl")
	const n = 50
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			e := entry(1, fmt.Sprintf("%02d%s", i, strings.Repeat("x", 5000)))
			if err := Append(path, e); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	got, err := Read(path)
	if err != nil || len(got) != n {
		t.Fatalf("%v, %d entries, want %d", err, len(got), n)
	}
	for i, e := range got {
		if want := fmt.Sprintf("%02d", i); e.Commit[:2] != want {
			t.Errorf("entry %d is %s, want %s", i, e.Commit[:2], want)
		}
	}
}

// TestAppendAfterTorn: a line that lost its end stays one line, and is named.
func TestAppendAfterTorn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.jsonl")
	if err := os.WriteFile(path, []byte(`{"history":1,"ti`), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Append(path, entry(1, "a")); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), "h.jsonl:1: is not an entry of a history: ") {
		t.Errorf("error %v, want one that names the first line", err)
	}
	text, _ := os.ReadFile(path)
	if got, err := Parse("x", text[strings.IndexByte(string(text), '\n'):]); err != nil || len(got) != 1 {
		t.Errorf("%v, %+v, want the second line to be whole", err, got)
	}
}

// TestAppendRefuses: nothing is written that could not be read.
func TestAppendRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "h.jsonl")
	for want, change := range map[string]func(*Entry){
		"no time":                       func(e *Entry) { e.Time = time.Time{} },
		"no figures":                    func(e *Entry) { e.Figures = nil },
		`name "" and unit "sec/op"`:     func(e *Entry) { e.Figures[0].Name = "" },
		"A-8 (sec/op) is NaN":           func(e *Entry) { e.Figures[0].Median = math.NaN() },
		"is the median of 0 runs":       func(e *Entry) { e.Figures[0].N = 0 },
		`better "more", want higher or`: func(e *Entry) { e.Figures[0].Better = "more" },
	} {
		e := entry(1, "a")
		change(&e)
		if err := Append(path, e); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if err := Append(dir, entry(1, "a")); err == nil || strings.Count(err.Error(), dir) != 1 {
		t.Errorf("a folder: error %v, want one that names it once", err)
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Error("a file was made")
	}
}

func TestParseWrong(t *testing.T) {
	for text, want := range map[string]string{
		"\n\n{}\n":                   "x:3: history version 0, this program reads version 1",
		`{"history":2}`:              "x:1: history version 2",
		"[]":                         "x:1: is not an entry of a history",
		`{"history":1,"time":"now"}`: "x:1: is not an entry of a history",
		`{"history":1,"time":"2026-01-01T00:00:00Z","figures":[{"name":"A","unit":"u","median":1e999,"n":1}]}`: "x:1: is not an entry of a history",
	} {
		if _, err := Parse("x", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that is not there is read")
	}
}
