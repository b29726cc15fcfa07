// Package journal keeps the results of benchmarks, night after night, in one append-only
// file: a line of JSON per run, with date, commit, host and the median of each figure. The
// file grows by some 120 bytes per figure and run, so it fits a branch of a repository. Two
// such files merge by concatenation: the order of lines does not matter.
//
// Files in reading order: journal.go, entry.go.
package journal

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"time"
)

// Version is the version of the lines that Append writes.
const Version = 1

// An Entry is one run: a line of the file.
type Entry struct {
	Version int       `json:"history"`
	Time    time.Time `json:"time"`
	Commit  string    `json:"commit,omitempty"`
	Host    string    `json:"host,omitempty"` // entries of different hosts are not compared
	Figures []Figure  `json:"figures"`
}

// A Figure is the result of a benchmark in one unit.
type Figure struct {
	Package string  `json:"package,omitempty"`
	Name    string  `json:"name"`
	Unit    string  `json:"unit"`
	Median  float64 `json:"median"`
	N       int     `json:"n"`                // runs that it is the median of
	Better  string  `json:"better,omitempty"` // "higher" or "lower"; empty: nobody knows
}

// check returns what is wrong with an entry.
func (e *Entry) check() error {
	switch {
	case e.Version != Version:
		return fmt.Errorf("history version %d, this program reads version %d", e.Version, Version)
	case e.Time.IsZero():
		return errors.New("no time")
	case len(e.Figures) == 0:
		return errors.New("no figures")
	}
	for _, f := range e.Figures {
		switch {
		case f.Name == "" || f.Unit == "":
			return fmt.Errorf("a figure has name %q and unit %q, want both", f.Name, f.Unit)
		case math.IsNaN(f.Median) || math.IsInf(f.Median, 0):
			return fmt.Errorf("%s (%s) is %v, want a finite number", f.Name, f.Unit, f.Median)
		case f.N < 1:
			return fmt.Errorf("%s (%s) is the median of %d runs, want at least 1", f.Name, f.Unit, f.N)
		case f.Better != "" && f.Better != "higher" && f.Better != "lower":
			return fmt.Errorf("%s (%s): better %q, want higher or lower", f.Name, f.Unit, f.Better)
		}
	}
	return nil
}

// Append adds an entry to a file, which it creates if necessary, and sets the version. The
// line is written in one piece: several processes may append to a file on a local disk at
// once, and a reader never sees half a line. After a last line without a line break, which
// a full disk leaves behind, the entry begins on a new line. Append refuses what Read would
// refuse.
func Append(path string, e Entry) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("history %q: %w", path, reason(err))
		}
	}()
	e.Version = Version
	if err := e.check(); err != nil {
		return err
	}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if end, err := f.Seek(0, io.SeekEnd); err == nil && end > 0 {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, end-1); err == nil && last[0] != '\n' {
			line = append([]byte{'\n'}, line...)
		}
	}
	_, err = f.Write(line) // one call: with O_APPEND it goes to the end at that moment
	return errors.Join(err, f.Close())
}

// Is reports whether a text looks like a journal.
func Is(text []byte) bool { return bytes.HasPrefix(text, []byte(`{"history":`)) }

// Read returns the entries of a file, the oldest first. It skips empty lines; any other
// line that is not an entry is an error that names it.
func Read(path string) ([]Entry, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("history %q: %w", path, reason(err))
	}
	return Parse(path, text)
}

// Parse returns the entries of a text; errors call it by the name.
func Parse(name string, text []byte) ([]Entry, error) {
	var all []Entry
	n := 0
	for line := range bytes.Lines(text) {
		if n++; len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fmt.Errorf("%s:%d: is not an entry of a history: %w", name, n, err)
		}
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b Entry) int { return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Commit, b.Commit)) })
	return all, nil
}

// reason strips the path from an error: the caller names it.
func reason(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
