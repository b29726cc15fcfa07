package joblog

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/number"
)

// Options say how to read a log of jobs.
type Options struct {
	// Format is one of Formats. If it is empty, Read uses a format whose columns are all
	// present, or else finds columns by name.
	Format string

	// Columns maps a field, "duration", "arrival", "end", "priority", "key", "slots", "deadline" or "cost", to NAME, to
	// NAME:UNIT for numbers in that unit, or to the difference of two columns, END-START. A
	// priority of which small numbers are urgent is -NAME.
	// Other fields are as the format says, or are found by name. With an end and no
	// arrival, jobs arrive at their end minus their duration.
	Columns map[string]string

	// Names are the names of the columns of a log without a header.
	Names []string

	// Where says which rows are jobs: those whose columns have these values, one of several
	// values joined by |, or a match of the regular expression that follows a ~. It takes
	// precedence over the format.
	Where map[string]string

	// Dates is "dmy" or "mdy": the order of day and month in 3/4/2026, if the log does not
	// show it.
	Dates string

	// Decimal is "." or ",": the decimal mark, if the log does not show it.
	Decimal string

	// Zone is that of times that have none; nil: UTC.
	Zone *time.Location

	// Most limits how many jobs are kept, 32 or more; 0: no limit. Stretches of consecutive
	// rows, evenly spread, represent a longer log.
	Most int

	// Whole is of how many jobs at most the times are kept in Log.Times, if there are more than
	// Most and none takes several workers; 0: of none.
	Whole int

	// Strict makes a bad row an error. Otherwise bad rows are left out and reported.
	Strict bool
}

// A Log is the jobs of a log.
type Log struct {
	Jobs     []Job     // in the order of arrival, which counts from the first; else as in the log
	Arrivals bool      // it is known when jobs arrived
	Start    time.Time // when the first job arrived, in Options.Zone; zero: not known, or not all jobs are kept
	Rows     int       // that are usable; more than there are Jobs if these stand for a longer log
	Bad      *BadRows  // that were left out; nil: none
	Times    *Times    // of all jobs, in the order of arrival, if Jobs stand for more; nil: Jobs are all, or there are too many
	Stretch  int       // of so many consecutive rows each Jobs consist, if they stand for more
	Notes    []string  // what was assumed and what left aside, in full sentences

	Understood Understood // how the log was read

	// Canonical reports whether ReadCSV reads the same jobs from the same file.
	Canonical bool
}

// Read reads a log of jobs of any kind: columns separated by commas, semicolons, tabs, bars
// or spaces, with a header or in one of the [Formats] without; JSON objects, one per line,
// over several lines, in an array or in a bigger object, with dots in the names of nested
// fields, as in job.duration; logfmt; access logs. Each may be compressed with gzip,
// bzip2 or zstd, and be UTF-8, UTF-16 or Windows-1252.
//
// Times may have a zone or not (then o.Zone counts), have their date in a column of its
// own, or be numbers since 1970, whose size tells their unit, or since the start of the log. Anything ambiguous is an error that
// names the option that settles it. Read keeps the values of at most o.Most rows, and not
// their text. It is an error if no row is usable, or if over half of the rows are bad.
func Read(r io.Reader, o Options) (*Log, error) {
	rows, err := openRows(r, o)
	if err != nil {
		return nil, err
	}
	log := &Log{}
	cols, format, err := log.columns(rows, o)
	if err != nil {
		return nil, err
	}
	u := &log.Understood
	u.Holds, u.Format = rows.holds, format.Name
	if format.Name != "" {
		u.Format += ": " + format.Summary
	}
	u.fields(rows, cols)
	where, err := newFilter(rows.header, format, o)
	if err != nil {
		return nil, err
	}
	log.kinds(rows, cols, where)
	need := where.columns()
	for _, p := range cols {
		for _, t := range p {
			need = append(need, t.at)
			if t.also > 0 {
				need = append(need, t.also-1)
			}
		}
	}
	rows.want(need)
	return log.read(rows, cols, where, need, o)
}

// severalArrays warns of jobs that are in several arrays of one object.
func severalArrays(jobs map[string]int) []string {
	if len(jobs) < 2 {
		return nil
	}
	names := slices.Sorted(maps.Keys(jobs))
	most := slices.MaxFunc(names, func(a, b string) int { return cmp.Compare(jobs[a], jobs[b]) })
	for i, name := range names {
		names[i] = fmt.Sprintf("%q (%d)", name, jobs[name])
	}
	return []string{fmt.Sprintf("the jobs are in several arrays, %s, and all are taken together; --where %s=%s keeps one", strings.Join(names, " and "), arrayColumn, most)}
}

// read reads the rows, of which the columns in need are looked at.
func (log *Log) read(rows *rows, cols map[string]place, where filter, need []int, o Options) (*Log, error) {
	u := &log.Understood
	read := newJobReader(cols)
	log.Arrivals = len(cols["arrival"]) > 0 || len(cols["end"]) > 0
	kept := newSample(o.Most)
	if o.Whole > 0 && log.Arrivals && len(cols["slots"]) == 0 {
		kept.whole = newWhole(o.Whole)
	}
	var bad BadRows
	drops := newDrops(cols)
	shifts := rows.shifts(cols)
	var other error
	arrays := make(map[string]int)
	err := rows.each(func(fields []string, line int, syntax *rowError) {
		if syntax != nil {
			bad.add(line, syntax.err)
			drops.add(nil, false)
			return
		}
		if !where.keeps(fields) {
			u.Filtered++
			return
		}
		job, err := read.job(fields)
		if err != nil && isHeader(fields, rows.header) {
			u.Headers++
			return
		}
		if err != nil && other == nil && otherHeader(fields, rows.header) {
			other = fmt.Errorf("line %d is another header, with columns in another order: split the log there", line)
		}
		if err == nil && shifts && longer(fields, rows.header) {
			err = fmt.Errorf("%d cells, and the header has %d", len(fields), len(rows.header))
		}
		if err != nil {
			bad.add(line, err)
		}
		drops.add(fields, err == nil)
		if err != nil {
			return
		}
		kept.add(job)
		if rows.array > 0 {
			if name := fields[rows.array-1]; arrays[name] > 0 || len(arrays) < 10 {
				arrays[name]++
			}
		}
	})
	if err = cmp.Or(err, other); err != nil {
		return nil, err
	}
	log.Jobs, log.Rows = kept.rows, kept.n
	u.Used, u.Dropped, u.Why = kept.n, bad.Bad, bad.First
	switch {
	case 2*read.long > log.Rows+bad.Bad && u.Fields[0].Assumed:
		return nil, fmt.Errorf("the durations in column %s have no unit, and in seconds most are over a year: name it with --duration %s:1ns, or :1us, or :1ms", u.Fields[0].Column, strings.Trim(u.Fields[0].Column, `"`))
	case bad.Bad > 0 && (o.Strict || len(log.Jobs) == 0 || bad.Bad > log.Rows):
		return nil, &bad
	case len(log.Jobs) == 0 && u.Filtered > 0:
		return nil, fmt.Errorf("none of the %d rows is a job: select them with --where COLUMN=VALUE", u.Filtered)
	case len(log.Jobs) == 0:
		return nil, errors.New("has a header but no rows")
	case bad.Bad > 0:
		log.Bad = &bad
	}
	for _, name := range fieldNames {
		if err := cols[name].mixed(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if share := u.share(u.Dropped); share > mostDropped {
		u.Warnings = append(u.Warnings, fmt.Sprintf("%s of the rows are unreadable: the answer leaves them out", number.Share(share)))
	}
	for i := range rows.twice {
		if slices.Contains(need, i) {
			u.Warnings = append(u.Warnings, fmt.Sprintf("rows have %q more than once: the last counts", rows.header[i]))
		}
	}
	u.Warnings = append(u.Warnings, severalArrays(arrays)...)
	for _, t := range read.duration {
		if t.bare && t.united && t.unit == 0 && !t.moment {
			u.Warnings = append(u.Warnings, fmt.Sprintf("some durations in column %q have a unit, and others have none: those are taken for seconds", t.name))
		}
	}
	local, bare := slices.ContainsFunc(read.when, func(t term) bool { return t.local != "" && t.zone == nil }), false
	for _, f := range u.Fields {
		bare = bare || (f.Name == "arrival" || f.Name == "end") && f.Unit != ""
	}
	u.Warnings = append(u.Warnings, read.ticker.warnings(bare, local)...)
	u.Warnings = append(u.Warnings, drops.warnings(bad.Bad)...)
	whole := time.Duration(0) // when the first of all jobs arrives
	if kept.whole != nil {
		if log.Times, whole, err = kept.whole.times(); err != nil {
			return nil, err
		}
	}
	if log.Rows > len(log.Jobs) {
		log.Stretch = kept.size
		note, err := kept.join(log.Arrivals)
		if err != nil {
			return nil, err
		}
		switch {
		case log.Times != nil:
			log.Notes = append(log.Notes, fmt.Sprintf("when all jobs arrive and how long they take is kept; for priorities, keys and other strategies, %s", note))
		case log.Arrivals:
			log.Notes = append(log.Notes, note)
			u.Warnings = append(u.Warnings, fmt.Sprintf("only %d of %d jobs are kept, so backlogs that build up over the gaps are lost: the log may need more workers than the answer says; --sample %d keeps all jobs", len(log.Jobs), log.Rows, (log.Rows+sampleParts-1)/sampleParts*sampleParts))
		default:
			log.Notes = append(log.Notes, note)
		}
	}
	first, err := log.normalise()
	if err != nil {
		return nil, err
	}
	if read.absolute && log.Rows == len(log.Jobs) {
		log.Start = startOf(first, o)
	}
	switch {
	case log.Times != nil:
		u.running(log.Times.Arrivals, log.Times.Services)
		if read.absolute {
			log.Start = startOf(whole, o)
		}
	case log.Arrivals && log.Rows == len(log.Jobs):
		arrivals, services := make([]time.Duration, len(log.Jobs)), make([]time.Duration, len(log.Jobs))
		for i, j := range log.Jobs {
			arrivals[i], services[i] = j.Arrival, j.Service
		}
		u.running(arrivals, services)
	}
	log.suspect(&read.ticker)
	log.Canonical = canonical(rows, cols) && bad.Bad == 0 && u.Filtered == 0 && o.Zone == nil
	return log, u.doubt(log, !read.fraction)
}

// startOf returns a time since 1970 in the zone of the log.
func startOf(first time.Duration, o Options) time.Time {
	at := time.Unix(0, int64(first)).In(time.UTC)
	if o.Zone != nil {
		at = at.In(o.Zone)
	}
	return at
}

// mostDropped is the share of rows that may be left out without a warning.
const mostDropped = 0.05

// canonical reports whether ReadCSV finds the same columns in a log.
func canonical(r *rows, cols map[string]place) bool {
	c, err := parseHeader(slices.Clone(r.header))
	if err != nil || r.holds != "CSV" {
		return false
	}
	at := func(p place) int {
		if len(p) == 0 {
			return -1
		}
		return p[0].at
	}
	plain := len(cols["duration"]) == 1 && len(cols["arrival"]) < 2 && len(cols["end"]) == 0
	for _, p := range cols {
		for _, t := range p {
			plain = plain && t.commas == commaNone
		}
	}
	for name, c := range map[string]column{"duration": c.duration, "arrival": c.arrival, "deadline": c.deadline, "cost": c.cost} {
		for _, t := range cols[name] {
			plain = plain && cmp.Or(t.unit, time.Second) == c.unit
		}
	}
	epoch := false
	if a := cols["arrival"]; len(a) == 1 {
		_, _, epoch = a[0].seen(r)
		epoch = epoch || slices.ContainsFunc(r.cells(a[0].at), func(s string) bool { _, dense := parseDigits(s); return dense })
	}
	return plain && !epoch && c.duration.at == at(cols["duration"]) && c.arrival.at == at(cols["arrival"]) && c.priority.at == at(cols["priority"]) && c.key.at == at(cols["key"]) && c.slots.at == at(cols["slots"]) &&
		c.deadline.at == at(cols["deadline"]) && c.cost.at == at(cols["cost"])
}

// A jobReader turns rows into jobs.
type jobReader struct {
	duration, when, priority, key, slots, deadline, cost place // when is the arrival or, if there is none, the end

	ends     bool // when is the end
	fraction bool // a duration had one
	long     int  // durations over maxDuration
	ticker        // of arrivals or ends
}

func newJobReader(cols map[string]place) *jobReader {
	r := &jobReader{duration: cols["duration"], when: cols["arrival"], priority: cols["priority"], key: cols["key"], slots: cols["slots"], deadline: cols["deadline"], cost: cols["cost"]}
	if len(r.when) == 0 {
		r.when, r.ends = cols["end"], true
	}
	return r
}

func (r *jobReader) job(fields []string) (j Job, err error) {
	if j.Service, _, err = r.duration.value(fields); err != nil {
		return j, fmt.Errorf("duration %w", err)
	}
	if j.Service > maxDuration {
		r.long++
	}
	if j.Service < 0 || j.Service > maxDuration {
		return j, fmt.Errorf("duration %q: want 0 to %v", r.duration.text(fields), maxDuration)
	}
	r.fraction = r.fraction || j.Service%time.Second != 0
	if s := r.priority.text(fields); s != "" {
		if j.Priority, err = wholeNumber(s); err != nil {
			return j, fmt.Errorf("priority %q: want a whole number", s)
		}
		if r.priority[0].minus {
			j.Priority = -j.Priority
		}
	}
	if s := r.key.text(fields); s != "" {
		// The record's memory is reused, and a key would hold the whole line.
		j.Key = strings.Clone(s)
	}
	if j.Slots, err = slotsOf(strings.TrimSuffix(r.slots.text(fields), ".0")); err != nil {
		return j, err
	}
	if j.Deadline, err = r.deadline.optional("deadline", fields); err != nil {
		return j, err
	}
	if j.Cost, err = r.cost.optional("cost", fields); err != nil {
		return j, err
	}
	name, less := "arrival", time.Duration(0)
	if r.ends {
		name, less = "end", j.Service
	}
	if len(r.when) > 0 {
		at, absolute, err := r.when.value(fields)
		if err != nil {
			return j, fmt.Errorf("%s %w", name, err)
		}
		if r.known && absolute != r.absolute {
			return j, fmt.Errorf("%s %q: some rows have a time of day and others a duration", name, r.when.text(fields))
		}
		r.add(at, absolute)
		j.Arrival = at - less
	}
	if j.Service == 0 {
		j.Service = 1
		r.zeros++
	}
	return j, nil
}
