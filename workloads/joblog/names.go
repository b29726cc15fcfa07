package joblog

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode"
)

// aliases are the common names of the columns, without units. The first one present counts.
var aliases = map[string][]string{
	"duration": {"duration", "service_time", "service", "elapsed", "elapsed_time", "latency", "took", "runtime", "run_time", "exec_time", "execution_time", "processing_time", "request_time", "response_time", "job_runtime", "time_taken", "dur",
		"dauer", "laufzeit", "durée", "duree", "duración", "duracion", "duração", "duracao", "durata"},
	"arrival": {"arrival", "arrived", "arrival_time", "arrived_at", "submit", "submitted", "submitted_at", "submit_time", "enqueued", "enqueued_at", "queued_at", "queued", "queued_dttm", "enqueue_time", "submission_time", "published_at", "publish_time", "received", "received_at", "created", "created_at", "createdat", "create_time", "creation_timestamp", "creation_time", "gmt_create", "gmt_created",
		"start_time", "start", "started", "started_at", "start_date", "begin", "startedat", "starttime", "start_time_unix", "timestamp", "ts", "time", "date", "datetime",
		"ankunft", "beginn", "start_zeit", "startzeit", "début", "debut", "inicio", "início", "inizio"},
	"end":      {"ended", "ended_at", "end", "end_time", "finished", "finished_at", "finish", "finish_time", "completed", "completed_at", "completion_time", "end_date", "end_timestamp", "stopped_at", "done_at", "endtime", "ende", "endzeit", "fin", "fim", "fine"},
	"priority": {"priority", "prio"},
	"slots":    {"slots"},
	"key":      {"key", "customer", "customer_id", "tenant", "tenant_id", "account", "user", "user_id", "shard", "queue"},
}

// spans are pairs of columns whose difference is a duration, where no column is one.
var spans = [][2]string{
	{"start", "end"}, {"start_time", "end_time"}, {"started", "ended"}, {"started", "finished"}, {"started", "completed"}, {"started_at", "ended_at"}, {"started_at", "finished_at"}, {"started_at", "completed_at"}, {"start_date", "end_date"}, {"begin", "end"}, {"start_time_unix", "end_time_unix"},
	{"started_at", "stopped_at"}, {"started", "stopped"}, {"start", "finish"}, {"start", "stop"}, {"start_time", "finish_time"}, {"start_time", "completion_time"}, {"start_time", "stop_time"}, {"begin_time", "end_time"}, {"processed_on", "finished_on"}, {"startzeit", "endzeit"}, {"beginn", "ende"}, {"début", "fin"}, {"inicio", "fin"},
}

// guesses returns the columns with one of the names that are common for the field, without
// units, and those with other such names. A whole name takes precedence over the last part
// of a dotted one.
func guesses(field string, header []string) (same, others place) {
	for _, nested := range []bool{false, true} {
		for _, alias := range aliases[field] {
			var found place
			for i, name := range header {
				short := strings.TrimSuffix(name, ".value") // {"duration": {"value": 180, "unit": "ms"}}
				if nested {
					short = short[strings.LastIndexByte(short, '.')+1:]
				}
				base, unit := plainName(short)
				for _, g := range glued {
					if cut, ok := strings.CutSuffix(base, g); ok && cut == alias && unit == 0 {
						base, unit = cut, unitWords[g]
					}
				}
				if cut, ok := strings.CutSuffix(base, "_min"); ok && unit == 0 && (field == "arrival" || field == "end") {
					base, unit = cut, time.Minute // of a duration, it may be the least
				}
				if base == alias {
					found = append(found, term{at: i, unit: unit, name: name})
				}
			}
			switch {
			case same == nil:
				same = found
			case !nested:
				others = append(others, found...)
			default: // these were found by their whole name, too, or are parts of other things
				for _, t := range found {
					if strings.IndexByte(strings.TrimSuffix(t.name, ".value"), '.') >= 0 && field == "duration" {
						others = append(others, t)
					}
				}
			}
		}
	}
	return same, slices.DeleteFunc(others, func(t term) bool { return slices.ContainsFunc(same, func(s term) bool { return s.at == t.at }) })
}

// isTime reports whether the path of a value is a common name of a duration, an arrival or an
// end.
func isTime(path []byte) bool {
	base, _ := plainName(string(path[bytes.LastIndexByte(path, '.')+1:]))
	return slices.ContainsFunc([]string{"duration", "arrival", "end"}, func(field string) bool { return slices.Contains(aliases[field], base) })
}

// guessSpan returns the difference of two columns that is commonly a duration.
func guessSpan(header []string) place {
	for _, pair := range spans {
		var start, end place
		for i, name := range header {
			base, unit := plainName(name[strings.LastIndexByte(name, '.')+1:])
			switch base {
			case pair[0]:
				start = place{{at: i, unit: unit, name: name, minus: true}}
			case pair[1]:
				end = place{{at: i, unit: unit, name: name}}
			}
		}
		if start != nil && end != nil {
			return append(end, start...)
		}
	}
	return nil
}

// findColumn returns the index of the column of that name, in upper or lower case, or -1.
func findColumn(header []string, name string) int {
	name = strings.TrimSpace(name)
	if i := slices.Index(header, name); i >= 0 {
		return i
	}
	return slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(h, name) })
}

// plainName splits the name of a column into lower-case words without a unit, and the unit
// at its end, 0 if there is none: startedAt becomes started_at, and tookMs and "Took (ms)"
// become took in milliseconds.
func plainName(name string) (string, time.Duration) {
	var b strings.Builder
	last := rune('_')
	for _, r := range name {
		switch {
		case unicode.IsUpper(r) && (unicode.IsLower(last) || unicode.IsDigit(last)):
			b.WriteByte('_')
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		case last != '_':
			r = '_'
			b.WriteByte('_')
		default:
			r = '_'
		}
		last = r
	}
	base := strings.Trim(b.String(), "_")
	for _, in := range []string{"_in_", "_"} {
		i := strings.LastIndex(base, in)
		if i <= 0 {
			continue
		}
		if unit, ok := unitWords[base[i+len(in):]]; ok && base[i+len(in):] != "min" {
			return strings.TrimSuffix(base[:i], "_in"), unit
		}
	}
	return base, 0
}

// glued are units that people append to a name without a separator.
var glued = []string{"millis", "micros", "nanos", "msec", "usec", "nsec", "secs", "sec", "ms", "us", "ns"}
