package joblog

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"
)

// A shape is how a value is written, and what its column may be called for that.
type shape struct {
	name  string
	write func(time.Duration) string
	heads []string
	bare  bool // a number
}

var tookShapes = []shape{
	{"seconds", func(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }, []string{"duration", "duration_s", "Duration (s)", "took_seconds", "request_time", "Elapsed [sec]"}, true},
	{"milliseconds", func(d time.Duration) string { return fmt.Sprint(d.Milliseconds()) }, []string{"duration_ms", "tookMs", "Duration (ms)", "latency_millis", "elapsed_in_ms"}, true},
	{"microseconds", func(d time.Duration) string { return fmt.Sprint(d.Microseconds()) }, []string{"duration_us", "service_time_us", "Duration (µs)"}, true},
	{"nanoseconds", func(d time.Duration) string { return fmt.Sprint(d.Nanoseconds()) }, []string{"duration_ns", "latency_nanos"}, true},
	{"Go", func(d time.Duration) string { return d.String() }, []string{"duration", "elapsed"}, false},
	{"words", func(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }, []string{"duration", "took"}, false},
	{"clock", func(d time.Duration) string {
		return fmt.Sprintf("%02d:%02d:%02d.%03d", d/time.Hour, d/time.Minute%60, d/time.Second%60, d/time.Millisecond%1000)
	}, []string{"duration", "runtime"}, false},
	{"ISO", func(d time.Duration) string { return fmt.Sprintf("PT%.3fS", d.Seconds()) }, []string{"duration"}, false},
}

var timeShapes = []shape{
	{"offset", func(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }, []string{"arrival", "submitted_s"}, true},
	{"offset in ms", func(d time.Duration) string { return fmt.Sprint(d.Milliseconds()) }, []string{"arrival_ms", "startedMs"}, true},
	{"epoch", func(d time.Duration) string { return fmt.Sprintf("%.3f", float64(zero.Add(d).UnixMilli())/1000) }, []string{"arrival", "created_at"}, true},
	{"epoch in ms", func(d time.Duration) string { return fmt.Sprint(zero.Add(d).UnixMilli()) }, []string{"arrival", "queued_at"}, true},
	{"epoch in us", func(d time.Duration) string { return fmt.Sprint(zero.Add(d).UnixMicro()) }, []string{"arrival"}, true},
	{"epoch in ns", func(d time.Duration) string { return fmt.Sprint(zero.Add(d).UnixNano()) }, []string{"arrival", "enqueuedAt"}, true},
	{"RFC 3339", func(d time.Duration) string { return zero.Add(d).Format(time.RFC3339Nano) }, []string{"arrival", "submit_time"}, false},
	{"zone", func(d time.Duration) string {
		return zero.Add(d).In(time.FixedZone("", 5*3600+1800)).Format("2006-01-02T15:04:05.000-0700")
	}, []string{"arrival"}, false},
	{"blank", func(d time.Duration) string { return zero.Add(d).Format("2006-01-02 15:04:05.000") }, []string{"arrival"}, false},
	{"blank, UTC", func(d time.Duration) string { return zero.Add(d).Format("2006-01-02 15:04:05.000") + " UTC" }, []string{"arrival"}, false},
	{"slashes", func(d time.Duration) string { return zero.Add(d).Format("2006/01/02 15:04:05.000") }, []string{"arrival"}, false},
	{"day first", func(d time.Duration) string { return zero.Add(d).Format("02/01/2006 15:04:05.000") }, []string{"arrival"}, false},
	{"Apache", func(d time.Duration) string { return zero.Add(d).Format("02/Jan/2006:15:04:05.000 -0700") }, []string{"arrival"}, false},
	{"RFC 1123", func(d time.Duration) string { return zero.Add(d).Format("Mon, 02 Jan 2006 15:04:05.000 GMT") }, []string{"arrival"}, false},
}

// containers write rows of an id, an arrival and a duration.
var containers = []struct {
	name  string
	write func(heads [3]string, bare [3]bool, rows [][3]string) string
}{
	{"CSV", delimited(",")}, {"semicolons", delimited(";")}, {"tabs", delimited("\t")}, {"bars", delimited("|")},
	{"comments", func(h [3]string, b [3]bool, rows [][3]string) string {
		return "# written by hand\n#\n" + delimited(",")(h, b, rows)
	}},
	{"CRLF and a mark", func(h [3]string, b [3]bool, rows [][3]string) string {
		return "\ufeff" + strings.ReplaceAll(delimited(",")(h, b, rows), "\n", "\r\n")
	}},
	{"JSON lines", func(h [3]string, b [3]bool, rows [][3]string) string {
		return objectsOf(h, b, rows, "", "\n", "\n", false)
	}},
	{"JSON array", func(h [3]string, b [3]bool, rows [][3]string) string {
		return objectsOf(h, b, rows, "[", ",", "]", false)
	}},
	{"pretty JSON", func(h [3]string, b [3]bool, rows [][3]string) string {
		return objectsOf(h, b, rows, "[\n", ",\n", "\n]\n", true)
	}},
	{"wrapped JSON", func(h [3]string, b [3]bool, rows [][3]string) string {
		return objectsOf(h, b, rows, `{"total":48,"jobs":[`, ",", "]}", false)
	}},
	{"prefixed JSON", func(h [3]string, b [3]bool, rows [][3]string) string {
		return objectsOf(h, b, rows, "app[1]: ", "\napp[1]: ", "\n", false)
	}},
}

func delimited(delim string) func([3]string, [3]bool, [][3]string) string {
	return func(heads [3]string, _ [3]bool, rows [][3]string) string {
		var b strings.Builder
		for _, r := range append([][3]string{heads}, rows...) {
			for i, cell := range r {
				if i > 0 {
					b.WriteString(delim)
				}
				if strings.ContainsAny(cell, delim) {
					cell = `"` + cell + `"`
				}
				b.WriteString(cell)
			}
			b.WriteString("\n")
		}
		return b.String()
	}
}

func objectsOf(heads [3]string, bare [3]bool, rows [][3]string, before, between, after string, pretty bool) string {
	var b strings.Builder
	b.WriteString(before)
	for i, r := range rows {
		if i > 0 {
			b.WriteString(between)
		}
		var cells []string
		for k, cell := range r {
			if !bare[k] {
				text, _ := json.Marshal(cell)
				cell = string(text)
			}
			cells = append(cells, fmt.Sprintf("%q: %s", heads[k], cell))
		}
		if pretty {
			b.WriteString("  {\n    " + strings.Join(cells, ",\n    ") + "\n  }")
		} else {
			b.WriteString("{" + strings.Join(cells, ", ") + "}")
		}
	}
	b.WriteString(after)
	return b.String()
}

// variant writes jobs in one way.
func variant(jobs []Job, container int, at, took shape, atHead, tookHead string) string {
	var rows [][3]string
	for i, j := range jobs {
		rows = append(rows, [3]string{fmt.Sprintf("job-%d", i), at.write(j.Arrival), took.write(j.Service)})
	}
	return containers[container].write([3]string{"id", atHead, tookHead}, [3]bool{false, at.bare, took.bare}, rows)
}

// TestVariants: one log in every container, with every way to write a time and a duration,
// and in CSV under every name of either, is read to the nanosecond, or refused in a line that
// names an option that settles it.
func TestVariants(t *testing.T) {
	want := truth(t)
	read, refused := 0, 0
	for c := range containers {
		for _, at := range timeShapes {
			for _, took := range tookShapes {
				atHeads, tookHeads := at.heads, took.heads
				if c > 0 {
					atHeads, tookHeads = atHeads[:1], tookHeads[:1] // names do not depend on the container
				}
				for _, atHead := range atHeads {
					for _, tookHead := range tookHeads {
						text := variant(want, c, at, took, atHead, tookHead)
						log, err := Read(strings.NewReader(text), Options{})
						name := fmt.Sprintf("%s, %s as %q, %s as %q", containers[c].name, at.name, atHead, took.name, tookHead)
						if err != nil {
							if refused++; !strings.Contains(err.Error(), "--") || strings.Contains(err.Error(), "\n") {
								t.Errorf("%s: %v", name, err)
							}
							continue
						}
						read++
						for i, j := range log.Jobs {
							// Times count from the first arrival; truth does, too.
							if w := want[i]; len(log.Jobs) != len(want) || !log.Arrivals || j.Arrival != w.Arrival || j.Service != w.Service {
								t.Errorf("%s: %d jobs, job %d is %+v, want %+v; %v", name, len(log.Jobs), i, j, w, log.Understood.Fields)
								break
							}
						}
					}
				}
			}
		}
	}
	if refused*20 > read {
		t.Errorf("%d variants are refused and %d read", refused, read)
	}
}

// TestEncodings: the same log in UTF-16 of either order, with a mark and without, and
// packed with gzip, zstd or both.
func TestEncodings(t *testing.T) {
	want := truth(t)
	plain := variant(want, 0, timeShapes[6], tookShapes[1], "arrival", "duration_ms")
	utf16 := func(e unicode.Endianness, mark unicode.BOMPolicy) string {
		text, err := unicode.UTF16(e, mark).NewEncoder().String(plain)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	gzipped := func(s string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write([]byte(s))
		w.Close()
		return b.String()
	}
	packed := func(s string) string {
		w, err := zstd.NewWriter(nil)
		if err != nil {
			t.Fatal(err)
		}
		return string(w.EncodeAll([]byte(s), nil))
	}
	for name, text := range map[string]string{
		"little endian, mark": utf16(unicode.LittleEndian, unicode.UseBOM), "big endian, mark": utf16(unicode.BigEndian, unicode.UseBOM),
		"little endian": utf16(unicode.LittleEndian, unicode.IgnoreBOM), "big endian": utf16(unicode.BigEndian, unicode.IgnoreBOM),
		"gzip": gzipped(plain), "zstd": packed(plain), "both": gzipped(packed(plain)), "two members": gzipped(plain[:500]) + gzipped(plain[500:]),
		"UTF-16 in zstd": packed(utf16(unicode.LittleEndian, unicode.UseBOM)),
	} {
		log, err := Read(strings.NewReader(text), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sameJobs(t, name, log, want, 0, 0)
	}
	for name, text := range map[string]string{"gzip": gzipped(plain)[:200], "zstd": packed(plain)[:100], "thrice": gzipped(gzipped(gzipped(plain)))} {
		if log, err := Read(strings.NewReader(text), Options{}); err == nil {
			t.Errorf("broken %s: %d jobs", name, len(log.Jobs))
		}
	}
}

// TestSettled: what can be read in two ways is asked for, by the option that settles it.
func TestSettled(t *testing.T) {
	for name, k := range map[string]struct {
		text, asks string
		options    map[string]Options
		want       map[string]Job // the second job, by option
	}{
		"day or month": {"arrival;duration\n3/4/2026 10:00:00;1\n4/4/2026 10:00:00;2\n", "--dates",
			map[string]Options{"dmy": {Dates: "dmy"}, "mdy": {Dates: "mdy"}},
			map[string]Job{"dmy": {Arrival: 24 * time.Hour, Service: 2 * time.Second}, "mdy": {Arrival: 31 * 24 * time.Hour, Service: 2 * time.Second}}},
		"comma": {"arrival;duration\n0;1,102\n1;2,204\n", "--decimal",
			map[string]Options{".": {Decimal: "."}, ",": {Decimal: ","}},
			map[string]Job{".": {Arrival: time.Second, Service: 2204 * time.Second}, ",": {Arrival: time.Second, Service: 2204 * time.Millisecond}}},
		"where": {"metric,arrival,duration\nreq,0,1\nother,1,9\nreq,2,3\nretry,4,5\n", "",
			map[string]Options{"one": {Where: map[string]string{"metric": "req"}}, "two": {Where: map[string]string{"metric": "other|req"}}, "like": {Where: map[string]string{"METRIC": "~^re"}}},
			map[string]Job{"one": {Arrival: 2 * time.Second, Service: 3 * time.Second}, "two": {Arrival: time.Second, Service: 9 * time.Second}, "like": {Arrival: 2 * time.Second, Service: 3 * time.Second}}},
	} {
		if _, err := Read(strings.NewReader(k.text), Options{}); k.asks != "" && (err == nil || !strings.Contains(err.Error(), k.asks)) {
			t.Errorf("%s: %v, want an error with %s", name, err, k.asks)
		}
		for option, o := range k.options {
			log, err := Read(strings.NewReader(k.text), o)
			if err != nil || len(log.Jobs) < 2 || log.Jobs[1] != k.want[option] {
				t.Errorf("%s, %s: %+v, %v, want %+v", name, option, log, err, k.want[option])
			}
		}
	}
	if _, err := Read(strings.NewReader("a,duration\nx,1\n"), Options{Where: map[string]string{"a": "~("}}); err == nil || !strings.Contains(err.Error(), "--where a=~(") {
		t.Errorf("a broken expression: %v", err)
	}
	// A comma before a fraction shows where not all have three digits, or where they begin with 0.
	log, err := Read(strings.NewReader("arrival;duration\n0,5;0,18\n1,25;1,102\n"), Options{})
	if err != nil || log.Jobs[1] != (Job{Arrival: 750 * time.Millisecond, Service: 1102 * time.Millisecond}) {
		t.Errorf("decimal comma: %+v, %v", log, err)
	}
}

// TestCutWarns: what is cut out of a log that is too long is said in the first line.
func TestCutWarns(t *testing.T) {
	var b strings.Builder
	b.WriteString("arrival,duration\n")
	for i := range 400 {
		fmt.Fprintf(&b, "%d,1\n", i)
	}
	for most, warns := range map[int]bool{416: false, 64: true} {
		log, err := Read(strings.NewReader(b.String()), Options{Most: most})
		if err != nil {
			t.Fatal(err)
		}
		first := log.Understood.Lines()[0]
		if got := first[0] == "warning" && strings.Contains(first[1], "of 400 jobs are kept") && strings.Contains(first[1], "--sample 416"); got != warns {
			t.Errorf("at most %d: %q", most, first)
		}
	}
}
