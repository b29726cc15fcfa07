package joblog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A ticker watches the times of a log, in its own order, for what clocks do.
type ticker struct {
	known, absolute bool
	last, most      time.Duration

	finer     [3]bool       // than hours, minutes, seconds
	backs     int           // how often they go back
	back      time.Duration // the most
	midnights int           // go back by over half a day
	hours     int           // go back by over half an hour
	zeros     int           // durations of 0
}

var coarse = [3]struct {
	unit      time.Duration
	name, one string
}{{time.Hour, "hours", "an hour"}, {time.Minute, "minutes", "a minute"}, {time.Second, "seconds", "a second"}}

func (t *ticker) add(at time.Duration, absolute bool) {
	if back := t.last - at; t.known && back > 0 {
		t.backs++
		t.back = max(t.back, back)
		if !absolute && back > 12*time.Hour && t.last < 24*time.Hour {
			t.midnights++
		}
		if !absolute && back > 30*time.Minute && t.last < time.Hour {
			t.hours++
		}
	}
	t.known, t.absolute, t.last, t.most = true, absolute, at, max(t.most, at)
	for i, c := range coarse {
		t.finer[i] = t.finer[i] || at%c.unit != 0
	}
}

// warnings says in full sentences what is odd. bare is whether times are mere numbers, local
// whether they are times of day without a zone.
func (t *ticker) warnings(bare, local bool) []string {
	var out []string
	if t.midnights > 0 {
		out = append(out, fmt.Sprintf("times go back by over 12 h, as at midnight (%s): without a date, the jobs of several days are taken for those of one", often(t.midnights)))
	}
	if t.hours > 0 && t.most < time.Hour && !bare {
		out = append(out, fmt.Sprintf("times go back by over 30 min, as at the full hour (%s): without hours, the jobs of several hours are taken for those of one", often(t.hours)))
	}
	if t.absolute && local && t.backs == 1 && t.back > 30*time.Minute && t.back <= time.Hour {
		out = append(out, fmt.Sprintf("times go back once, by %.0f min, as when summer time ends: then name the zone, as with --zone Europe/Berlin", t.back.Minutes()))
	}
	if t.absolute && t.back > 300*24*time.Hour && t.back <= 366*24*time.Hour && t.backs < 3 {
		out = append(out, "times go back by most of a year, as at New Year: without a year, the jobs of two years are taken for those of one")
	}
	return out
}

func often(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// suspect finds what a log can hardly be, with its jobs in the order of arrival.
func (log *Log) suspect(t *ticker) {
	u := &log.Understood
	n := len(log.Jobs)
	if n < fewestDoubted {
		return
	}
	warn := func(format string, args ...any) { u.Warnings = append(u.Warnings, fmt.Sprintf(format, args...)) }
	if 20*t.zeros > n {
		warn("%d of %d durations are 0, by rounding or as the jobs did not run: they count as no work", t.zeros, log.Rows)
	}
	if !log.Arrivals || log.Rows > n {
		return
	}
	span := log.Jobs[n-1].Arrival
	if span == 0 {
		warn("all jobs arrive at one time: the arrivals are rounded, or those of a batch")
		return
	}
	log.coarse(t)
	if k, apart, first := log.outliers(); k > 0 {
		side := map[bool]string{true: "before", false: "after"}[first]
		warn("%s %.0f days %s all others, which are over in %v: check the times", arrive(k, n), apart.Hours()/24, side, (span - apart).Round(time.Second))
	}
	if k := log.repeated(); t.finer[2] && 2*k > n/2 {
		warn("%d of %d jobs have the same arrival, duration and key as another: are some lines in the log twice?", k, n)
	} else if k := log.copies(); k > 1 {
		warn("each job is in the log %d times, with the same arrival, duration and key: has it been written more than once?", k)
	}
}

func arrive(k, n int) string {
	if k == 1 {
		return fmt.Sprintf("1 of %d jobs arrives", n)
	}
	return fmt.Sprintf("%d of %d jobs arrive", k, n)
}

// coarse tells of times that are rounded, if jobs arrive together for that.
func (log *Log) coarse(t *ticker) {
	i := slices.Index(t.finer[:], false)
	if i < 0 {
		return
	}
	ties := 0
	work := time.Duration(0)
	for k, j := range log.Jobs {
		work += j.Service / time.Duration(len(log.Jobs))
		if k > 0 && j.Arrival/coarse[i].unit == log.Jobs[k-1].Arrival/coarse[i].unit {
			ties++
		}
	}
	if 10*ties < len(log.Jobs) || work > 10*coarse[i].unit {
		return
	}
	text := fmt.Sprintf("times are in whole %s: arrivals may be %s off, so waits of that order mean nothing", coarse[i].name, coarse[i].one)
	log.Understood.Coarse, log.Understood.Caveat = "whole "+coarse[i].name, text
	switch {
	case i < 2:
		log.Understood.Warnings = append(log.Understood.Warnings, text)
	default:
		log.Notes = append(log.Notes, text)
	}
}

// outliers returns how many jobs are far before or after all others, and how far.
func (log *Log) outliers() (k int, apart time.Duration, first bool) {
	n := len(log.Jobs)
	span := log.Jobs[n-1].Arrival
	for i := range max(1, n/4) {
		for _, first := range []bool{true, false} {
			at := i // the gap is behind this job
			if !first {
				at = n - 2 - i
			}
			if gap := log.Jobs[at+1].Arrival - log.Jobs[at].Arrival; gap > 24*time.Hour && gap > span/100*99 {
				return i + 1, gap, first
			}
		}
	}
	return 0, 0, false
}

// repeated returns how many jobs are like the one before in all.
func (log *Log) repeated() int {
	k := 0
	for i := 1; i < len(log.Jobs); i++ {
		if log.Jobs[i] == log.Jobs[i-1] {
			k++
		}
	}
	return k
}

// mostCopies is the most jobs of which copies counts how often they are there.
const mostCopies = 1 << 16

// copies returns the number of which it is a multiple how often each job is there. Times may be
// so coarse that many jobs are alike; but not that each of them is there twice.
func (log *Log) copies() int {
	count := make(map[Job]int)
	for i, j := range log.Jobs {
		if i >= mostCopies && j.Arrival != log.Jobs[i-1].Arrival {
			break
		}
		count[j]++
	}
	if len(count) < fewestAlike {
		return 1
	}
	k := 0
	for _, n := range count {
		for n != 0 {
			k, n = n, k%n
		}
	}
	return k
}

// fewestAlike is how many different jobs have to be there several times to be no chance.
const fewestAlike = 8

// kinds notes which columns show that rows are not all jobs of one kind, or not of one job
// each.
func (log *Log) kinds(r *rows, fields map[string]place, where filter) {
	used := where.columns()
	for _, p := range fields {
		for _, t := range p {
			used = append(used, t.at)
		}
	}
	noted := false
	for i, name := range r.header {
		base, _ := plainName(name)
		if slices.Contains(used, i) {
			continue
		}
		cells := r.cells(i)
		if slices.Contains([]string{"count", "requests", "num_requests", "request_count", "calls", "hits"}, base) && all(cells, wholeFrom(1)) && slices.ContainsFunc(cells, wholeFrom(2)) {
			log.Understood.Warnings = append(log.Understood.Warnings, fmt.Sprintf("column %q may say for how many jobs a row stands: each row is taken for one job", name))
		}
		if noted || !slices.Contains([]string{"event", "type", "action", "phase", "state", "status", "result", "outcome"}, base) || where != nil {
			continue
		}
		var values []string
		count := make(map[string]int)
		for _, s := range cells {
			if count[s]++; count[s] == 1 {
				values = append(values, s)
			}
		}
		if len(values) < 2 || len(values) > 5 || slices.Contains(values, "") {
			continue
		}
		slices.SortStableFunc(values, func(a, b string) int { return count[b] - count[a] })
		noted = true
		log.Notes = append(log.Notes, fmt.Sprintf("rows of all kinds are jobs, whether column %q is %s; --where %s=%s keeps one kind", name, strings.Join(values, " or "), name, values[0]))
	}
}

// wholeFrom tells whole numbers of at least so much.
func wholeFrom(least int) func(string) bool {
	return func(s string) bool {
		x, err := strconv.Atoi(s)
		return err == nil && x >= least
	}
}

// hasValue reports whether one of the cells is a number or a time. No header contains one.
func hasValue(cells []string) bool {
	return slices.ContainsFunc(cells, func(s string) bool {
		s = strings.TrimSpace(s)
		if _, ok := parseMoment(s, dayFirst); ok {
			return true
		}
		_, _, err := took(commaThousands.number(s), 1)
		return err == nil && s != "" && strings.ContainsAny(s, "0123456789")
	})
}
