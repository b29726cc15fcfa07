package joblog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// unitsBeside takes the units of durations from another column, if that is called as one and
// holds nothing else.
func (log *Log) unitsBeside(r *rows, p place) {
	if len(p) != 1 || p[0].unit != 0 || p[0].also > 0 {
		return
	}
	t := &p[0]
	own, _ := plainName(strings.TrimSuffix(t.name, ".value"))
	isUnit := func(s string) bool { _, known := unitWords[strings.ToLower(s)]; return known }
	for i, name := range r.header {
		base, _ := plainName(name)
		if i != t.at && slices.Contains([]string{own + "_unit", own + "_units", "unit", "units", "time_unit"}, base) && all(r.cells(i), isUnit) {
			t.also, t.name = i+1, t.name+" & "+name
			return
		}
	}
}

var zoneAlone = regexp.MustCompile(`^([+-]\d\d(:?\d\d)?|Z|UTC|GMT|[A-Z][A-Za-z]+/[A-Za-z_/+-]+)$`)

// zonesBeside takes the zones of times that have none from another column, if that is called as
// one and holds nothing else.
func (log *Log) zonesBeside(r *rows, places ...place) {
	zones := slices.IndexFunc(r.header, func(name string) bool {
		base, _ := plainName(name)
		return slices.Contains([]string{"tz", "timezone", "time_zone", "zone", "utc_offset", "tz_offset", "gmt_offset"}, base)
	})
	if zones < 0 || !all(r.cells(zones), zoneAlone.MatchString) {
		return
	}
	for _, p := range places {
		for i := range p {
			t := &p[i]
			local := func(s string) bool { _, local, ok := parseLocal(s, dayFirst, nil); return local && ok && !allDigits(s) }
			if t.at == zones || t.also > 0 || !all(r.cells(t.at), local) {
				continue
			}
			t.also, t.name = zones+1, t.name+" & "+r.header[zones]
			log.Notes = append(log.Notes, fmt.Sprintf("column %q has the zones of the times in %q", r.header[zones], r.header[t.at]))
		}
	}
}

// attempts notes that rows are attempts at the same jobs.
func (log *Log) attempts(r *rows) {
	for i, name := range r.header {
		base, _ := plainName(name[strings.LastIndexByte(name, '.')+1:])
		cells := r.cells(i)
		first := slices.Index([]string{"retry", "retries", "retry_count", "attempt", "attempts", "attempt_number", "try", "try_number", "tries"}, base)
		switch {
		case first >= 0:
			least := 2 // the first attempt is 1, and no retry is 0
			if first < 3 {
				least = 1
			}
			if again := count(cells, wholeFrom(least)); again > 0 && all(cells, wholeFrom(0)) {
				log.Notes = append(log.Notes, fmt.Sprintf("column %q says that %d of the first %d rows are retries: each row is taken for a job of its own", name, again, len(cells)))
				return
			}
		case slices.Contains([]string{"id", "job_id", "jobid", "task_id", "taskid", "jid", "uuid", "request_id"}, base):
			seen := make(map[string]bool)
			again := count(cells, func(s string) bool { old := seen[s]; seen[s] = s != ""; return old })
			if again > 0 && 2*again <= len(cells) {
				log.Understood.Warnings = append(log.Understood.Warnings, fmt.Sprintf("column %q has the same value in %d of the first %d rows as before, as if these were retries, or were logged twice: each row is taken for a job of its own", name, again, len(cells)))
				return
			}
		}
	}
}

// waits notes that a duration may include a wait that another column has.
func (log *Log) waits(r *rows, p place) {
	if len(p) != 1 {
		return
	}
	base, _ := plainName(p[0].name)
	if !slices.Contains([]string{"latency", "response_time", "elapsed", "elapsed_time", "total", "total_time"}, base) {
		return
	}
	for i, name := range r.header {
		words, unit := plainName(name)
		if !slices.Contains([]string{"wait", "wait_time", "waiting_time", "queue_time", "queue_wait", "queued_time", "queue_duration", "queued_duration", "time_in_queue", "queue_latency"}, words) {
			continue
		}
		wait := term{at: i, unit: unit, commas: p[0].commas}
		n, within := 0, 0
		for _, h := range r.head {
			took, _, err := p.value(h.fields)
			waited, _, bad := wait.value(wait.cell(h.fields))
			if h.err != nil || err != nil || bad != nil {
				continue
			}
			if n++; waited <= took {
				within++
			}
		}
		if n > 0 && within == n {
			log.Notes = append(log.Notes, fmt.Sprintf("column %q may include the wait in %q, which no worker is busy with; if so, use --duration '%[1]s-%[2]s'", p[0].name, name))
		}
		return
	}
}

func count(cells []string, is func(string) bool) int {
	n := 0
	for _, s := range cells {
		if is(s) {
			n++
		}
	}
	return n
}
