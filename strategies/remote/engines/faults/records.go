package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// A record is what came of a run.
type record struct {
	Engine, Fault string
	Jobs          int
	Lost          int           // without the right result
	Again         int           // beginnings of jobs that had begun before
	Twice         int           // results that were dropped because the job had one
	Recover       time.Duration // from the fault to the last result, or -1
	Left          int           // messages in the queue when jobs were given up as lost, or -1
	Republished   int           // messages that the coordinator published again
}

// write adds a record to a file, whole: it is one line.
func (r record) write(w io.Writer) error {
	ms := ""
	if r.Recover >= 0 {
		ms = strconv.FormatInt(r.Recover.Milliseconds(), 10)
	}
	more := ""
	if r.Lost > 0 {
		more = "," + strconv.Itoa(r.Left)
	}
	if r.Republished > 0 {
		more = fmt.Sprintf("%s,%d", cmp.Or(more, ","), r.Republished)
	}
	_, err := fmt.Fprintf(w, "%s,%s,%d,%d,%d,%d,%s%s\n", r.Engine, r.Fault, r.Jobs, r.Lost, r.Again, r.Twice, ms, more)
	return err
}

// read returns all records of a file, and its comments, which tell of the circumstances: they
// are the lines that begin with #.
func read(name string) (all []record, notes []string, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, err
	}
	for line := range strings.Lines(string(text)) {
		if note, ok := strings.CutPrefix(line, "# "); ok {
			notes = append(notes, strings.TrimSpace(note))
		}
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comment = '#'
	r.FieldsPerRecord = -1 // some have more
	lines, err := r.ReadAll()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	all = make([]record, len(lines))
	for i, line := range lines {
		if all[i], err = parse(line); err != nil {
			return nil, nil, fmt.Errorf("%s, record %d: %w", name, i+1, err)
		}
	}
	return all, notes, nil
}

func parse(line []string) (r record, err error) {
	if len(line) < 7 || len(line) > 9 {
		return r, fmt.Errorf("%d fields: want 7, an eighth if jobs were lost, and a ninth if some were published again", len(line))
	}
	r = record{Engine: line[0], Fault: line[1], Recover: -1}
	var errs []error
	for i, to := range []*int{&r.Jobs, &r.Lost, &r.Again, &r.Twice} {
		n, err := strconv.Atoi(line[2+i])
		*to, errs = n, append(errs, err)
	}
	if line[6] != "" {
		ms, err := strconv.ParseInt(line[6], 10, 64)
		r.Recover, errs = time.Duration(ms)*time.Millisecond, append(errs, err)
	}
	for i, to := range []*int{&r.Left, &r.Republished} {
		if len(line) > 7+i && line[7+i] != "" {
			n, err := strconv.Atoi(line[7+i])
			*to, errs = n, append(errs, err)
		}
	}
	return r, errors.Join(errs...)
}
