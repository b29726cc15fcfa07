package joblog

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/number"
)

// A log with at least this many jobs has its units checked.
const fewestDoubted = 10

// A span of jobs has how many workers they keep busy, by the units as they were read.
type load struct {
	jobs     int
	span     time.Duration // between the first and the last arrival
	work     float64       // in seconds
	busy     float64       // workers, on average
	long     int           // durations of ten units or more, if these are assumed to be seconds
	wholeGap bool          // all arrivals are whole seconds
}

func (log *Log) load() load {
	l := load{jobs: len(log.Jobs), wholeGap: true}
	for _, j := range log.Jobs {
		l.work += j.Service.Seconds()
		if j.Service >= 10*time.Second {
			l.long++
		}
		l.wholeGap = l.wholeGap && j.Arrival%time.Second == 0
	}
	l.span = log.Jobs[l.jobs-1].Arrival
	l.busy = l.work / max(l.span.Seconds(), 1e-9)
	return l
}

// field returns how a field was read, if it was.
func (u *Understood) field(names ...string) Field {
	for _, f := range u.Fields {
		if slices.Contains(names, f.Name) {
			return f
		}
	}
	return Field{}
}

// doubt finds units that cannot be right, or that nobody tells where another is as likely. It
// is an error if the unit of durations was assumed, these are whole numbers, and one job would
// take a good part of the whole log.
func (u *Understood) doubt(log *Log, whole bool) error {
	if len(log.Jobs) < fewestDoubted {
		return nil
	}
	warn := func(format string, args ...any) { u.Warnings = append(u.Warnings, fmt.Sprintf(format, args...)) }
	took, when := u.field("duration"), u.field("arrival", "end")
	l := log.load()
	if at, times := log.jump(); at > 0 {
		warn("from job %d on, durations are about %.0f times as long or short as before: did their unit change?", at+1, times)
	}
	n := float64(l.jobs)
	switch {
	case !log.Arrivals && took.Assumed && 2*l.long > l.jobs:
		warn("nobody tells the unit of column %s: in seconds, the jobs are work for %s h, in milliseconds for a thousandth of that; %s settles it", took.Column, number.Digits(l.work/3600), took.flag("duration"))
	case !log.Arrivals || l.span == 0:
	case took.Assumed && whole && l.busy > n/10 && l.work > 10*n:
		return fmt.Errorf("the durations in column %s are whole numbers without a unit; in seconds, one job would take %s of the whole log: name the unit with --duration %s:1ms, or :1s",
			took.Column, number.Share(l.busy/n), strings.Trim(took.Column, `"`))
	case l.busy > n/2 && l.busy > 1000 || took.Assumed && whole && l.busy > 1000:
		warn("jobs bring work for %s workers while they arrive, or for %s if the unit were a thousandth: check the unit of the duration", number.Digits(l.busy), number.Digits(l.busy/1000))
	case u.MostRunning <= 2 && (l.busy < 1e-4 && u.MostRunning == 1 || l.busy < leastBusy && (took.Assumed || when.Assumed)):
		warn("jobs run for only %s of the time: check the units of duration and arrival", number.Share(l.busy))
	case took.Assumed && when.Assumed && 2*l.long > l.jobs:
		warn("nobody tells the units of columns %s and %s: both are taken for seconds, and if they are milliseconds, all times in the answer are a thousandth; %s %s settles it", took.Column, when.Column, took.flag("duration"), when.flag(when.Name))
	case took.Assumed && 2*l.long > l.jobs && l.busy > 0.1: // else milliseconds would be next to no load
		warn("nobody tells the unit of column %s: in seconds, jobs bring work for %s workers while they arrive, in milliseconds for %s; %s settles it", took.Column, number.Digits(l.busy), number.Digits(l.busy/1000), took.flag("duration"))
	case when.Assumed && l.wholeGap && l.span > time.Duration(l.jobs)*10*time.Second && l.busy < 1: // else milliseconds would be over 1000 at once
		warn("nobody tells the unit of column %s: in seconds, jobs bring work for %s workers while they arrive, in milliseconds for %s; %s settles it", when.Column, number.Digits(l.busy), number.Digits(1000*l.busy), when.flag(when.Name))
	}
	return nil
}

// leastBusy is the share of the time that jobs run in a log that is no reason to doubt units
// that nobody tells.
const leastBusy = 1e-2

// flag returns the option that tells that a field is in seconds.
func (f Field) flag(name string) string {
	column := strings.Trim(f.Column, `"`)
	if strings.ContainsAny(column, " ()&|;<>$*?'") {
		return fmt.Sprintf("--%s '%s:1s'", name, column)
	}
	return fmt.Sprintf("--%s %s:1s", name, column)
}

// jump returns from which job on durations are hundreds of times as long, or as short, as all
// before; 0: from none. A log whose unit changes does that, and hardly any other.
func (log *Log) jump() (at int, times float64) {
	const parts, fewest, leap = 16, 4, 200
	n := len(log.Jobs)
	if n < parts*fewest/2 {
		return 0, 0
	}
	medians := make([]time.Duration, parts)
	var values []time.Duration
	for i := range medians {
		values = values[:0]
		for _, j := range log.Jobs[i*n/parts : (i+1)*n/parts] {
			values = append(values, j.Service)
		}
		slices.Sort(values)
		medians[i] = values[len(values)/2]
	}
	for i := 2; i <= parts-2; i++ {
		before, after := medians[:i], medians[i:]
		for _, side := range [][2][]time.Duration{{before, after}, {after, before}} {
			if least, most := slices.Min(side[1]), slices.Max(side[0]); most > 1 && least/most >= leap {
				return i * n / parts, float64(least) / float64(most)
			}
		}
	}
	return 0, 0
}
