package joblog

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/number"
)

// Understood says how a log was read, so that the user can check it before believing an
// answer.
type Understood struct {
	Holds  string  `json:"holds"`  // what the log is, as "CSV"
	Format string  `json:"format"` // that it is known by; empty: columns were told or found by name
	Fields []Field `json:"fields"`

	Used     int      `json:"rows_used"`
	Filtered int      `json:"rows_not_jobs"`    // that a format or --where leaves out
	Headers  int      `json:"headers_repeated"` // among the rows
	Dropped  int      `json:"rows_dropped"`     // that could not be read
	Why      []string `json:"why_dropped"`      // the first few of these

	MostRunning int     `json:"most_running"` // at once; 0: arrivals are not known, or not all rows were kept
	MeanRunning float64 `json:"mean_running"`

	Coarse string `json:"coarse,omitempty"` // what times are rounded to, as "whole seconds", where jobs arrive together for that
	Caveat string `json:"caveat,omitempty"` // what that makes doubtful, in a full sentence; it is among the warnings or notes, too

	Warnings []string `json:"warnings"` // in full sentences, the worst first
}

// A Field says where a value came from.
type Field struct {
	Name    string `json:"name"`
	Column  string `json:"column"`
	Unit    string `json:"unit,omitempty"`    // of bare numbers; empty: the values say themselves
	Assumed bool   `json:"assumed,omitempty"` // nobody told the unit
	Epoch   bool   `json:"epoch,omitempty"`   // numbers count from 1970
}

// share returns a share of the rows that are jobs, readable or not.
func (u *Understood) share(rows int) float64 {
	return float64(rows) / float64(max(1, u.Used+u.Dropped))
}

// Lines returns a few lines for people, each with a word for its subject; warnings come
// first.
func (u *Understood) Lines() [][2]string {
	var out [][2]string
	for _, w := range u.Warnings {
		out = append(out, [2]string{"warning", w})
	}
	read := u.Holds
	if u.Format != "" {
		read += ", " + u.Format
	}
	out = append(out, [2]string{"read", read})
	for _, f := range u.Fields {
		text := "column " + f.Column
		switch {
		case f.Epoch:
			text += ", counted from 1970 in " + f.Unit
		case f.Assumed:
			text += ", assumed to be in " + f.Unit + ", as no unit is given"
		case f.Unit != "":
			text += ", in " + f.Unit
		}
		if f.Name == "end" {
			text += "; arrivals are ends less durations"
		}
		out = append(out, [2]string{f.Name, text})
	}
	if !slices.ContainsFunc(u.Fields, func(f Field) bool { return f.Name == "arrival" || f.Name == "end" }) {
		out = append(out, [2]string{"arrival", "none: all jobs are there at the start"})
	}
	rows := fmt.Sprintf("%d used (%s), %d dropped (%s)", u.Used, number.Margin(u.share(u.Used)), u.Dropped, number.Margin(u.share(u.Dropped)))
	if u.Filtered > 0 {
		rows += fmt.Sprintf(", %d are not jobs", u.Filtered)
	}
	if u.Headers > 0 {
		rows += fmt.Sprintf(", the header %d times more", u.Headers)
	}
	if len(u.Why) > 0 {
		rows += ": " + strings.Join(u.Why, "; ")
	}
	out = append(out, [2]string{"rows", rows})
	if u.MostRunning > 0 {
		out = append(out, [2]string{"running", fmt.Sprintf("at most %s at once, %s on average, in the log itself", jobs(u.MostRunning), number.Digits(u.MeanRunning))})
	}
	return out
}

func jobs(n int) string {
	if n == 1 {
		return "1 job"
	}
	return fmt.Sprintf("%d jobs", n)
}

// fields notes the columns, and the units as the first rows have them.
func (u *Understood) fields(r *rows, cols map[string]place) {
	for _, name := range fieldNames {
		p := cols[name]
		if len(p) == 0 || (name == "deadline" || name == "cost") && p[0].blank(r) {
			continue
		}
		f := Field{Name: name, Column: p.String()}
		if name != "priority" && name != "key" && name != "slots" {
			f.Unit, f.Assumed, f.Epoch = p[0].seen(r)
		}
		u.Fields = append(u.Fields, f)
	}
}

// blank reports whether the first rows have nothing in a column.
func (t *term) blank(r *rows) bool {
	for _, h := range r.head {
		if h.err == nil && t.at < len(h.fields) && t.cell(h.fields) != "" {
			return false
		}
	}
	return true
}

// seen returns the unit of the first number without one in a column, or "".
func (t *term) seen(r *rows) (unit string, assumed, epoch bool) {
	for _, h := range r.head {
		if h.err != nil || t.at >= len(h.fields) {
			continue
		}
		s := t.commas.number(t.cell(h.fields))
		d, err := scaled(s, 1)
		if err != nil || s == "" || d == 0 {
			continue
		}
		is := t.unit
		if is == 0 && t.moment {
			is = epochUnit(s)
		}
		if assumed = is == 0; assumed {
			is = time.Second
		}
		at, _ := scaled(s, is)
		return unitName(is), assumed, t.moment && at > old
	}
	return "", false, false
}

func unitName(d time.Duration) string {
	switch d {
	case 1:
		return "nanoseconds"
	case time.Microsecond:
		return "microseconds"
	case time.Millisecond:
		return "milliseconds"
	case time.Second:
		return "seconds"
	}
	return "units of " + d.String()
}

// running counts how many jobs run at once, by when they arrive and how long they take.
func (u *Understood) running(arrivals, services []time.Duration) {
	var ends ends
	work, last := 0.0, time.Duration(0)
	for i, at := range arrivals {
		for len(ends) > 0 && ends[0] <= at {
			ends.pop()
		}
		end := at + services[i]
		ends.push(end)
		last = max(last, end)
		work += services[i].Seconds()
		u.MostRunning = max(u.MostRunning, len(ends))
	}
	if span := last.Seconds(); span > 0 {
		u.MeanRunning = work / span
	}
}

// ends is a heap of times, the earliest first: as long as jobs run at once, where a sorted list
// of all would be as long as the log.
type ends []time.Duration

func (e *ends) push(at time.Duration) {
	h := append(*e, at)
	i := len(h) - 1
	for i > 0 && h[(i-1)/2] > at {
		h[i] = h[(i-1)/2]
		i = (i - 1) / 2
	}
	h[i] = at
	*e = h
}

func (e *ends) pop() {
	h := *e
	last := h[len(h)-1]
	h = h[:len(h)-1]
	for i := 0; len(h) > 0; {
		child := 2*i + 1
		if child+1 < len(h) && h[child+1] < h[child] {
			child++
		}
		if child >= len(h) || h[child] >= last {
			h[i] = last
			break
		}
		h[i], i = h[child], child
	}
	*e = h
}
