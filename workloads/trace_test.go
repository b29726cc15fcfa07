package workloads

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// TestTraceCosts: strategies are told what a trace tells of costs, and nothing where it tells
// nothing: how long a job took nobody knew before.
func TestTraceCosts(t *testing.T) {
	trace, err := ReadTrace(strings.NewReader("duration_ms,cost_ms\n3,5\n4,\n"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Workload{Trace: trace}.Draw(0, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []time.Duration{5 * time.Millisecond, 0} {
		var told pool.Ticket
		if d.Tell(i, &told); told.Cost != want {
			t.Errorf("job %d: cost %v, want %v", i, told.Cost, want)
		}
		if got := d.Jobs()[i].Cost; got != want {
			t.Errorf("job %d: its cost is %v, want %v", i, got, want)
		}
	}
}

// TestTells: a trace tells of what differs between its jobs.
func TestTells(t *testing.T) {
	for header, row := range map[string][2]string{"key": {"a", "b"}, "priority": {"1", "2"}, "deadline_ms": {"", "3"}, "cost_ms": {"", "3"}} {
		column := strings.TrimSuffix(header, "_ms")
		for i, second := range []string{row[0], row[1]} {
			trace, err := ReadTrace(strings.NewReader(fmt.Sprintf("duration_ms,%s\n3,%s\n4,%s\n", header, row[0], second)))
			if err != nil {
				t.Fatal(err)
			}
			for _, of := range []string{"key", "priority", "deadline", "cost", "weather"} {
				if got, want := trace.Tells(of), i == 1 && of == column; got != want {
					t.Errorf("%s %q, %q tells of a %s: %v, want %v", header, row[0], second, of, got, want)
				}
			}
		}
	}
	if (&Trace{}).Tells("key") {
		t.Error("no jobs tell of a key")
	}
}

func TestTraceReads(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name, csv string
		service   []time.Duration
		arrivals  []time.Duration
	}{
		{"go durations", "duration\n12ms\n1.5s\n", []time.Duration{12 * ms, 1500 * ms}, nil},
		{"seconds", "Duration\n0.25\n", []time.Duration{250 * ms}, nil},
		{"ms", "duration_ms\n3\n", []time.Duration{3 * ms}, nil},
		{"us", "other,DURATION_US\nx,3000\n", []time.Duration{3 * ms}, nil},
		{"ns and zero", "duration_ns\n0\n", []time.Duration{1}, nil},
		{"byte order mark, spaces, blank lines", "\ufeffduration , key\n\n3ms , a\n", []time.Duration{3 * ms}, nil},
		{"sorted by arrival", "arrival_ms,duration\n30,3ms\n10,1ms\n", []time.Duration{ms, 3 * ms}, []time.Duration{0, 20 * ms}},
		{"times", "duration,arrival\n1ms,2023-11-16 18:17:03.97996\n2ms,2023-11-16T18:17:04.97996Z\n",
			[]time.Duration{ms, 2 * ms}, []time.Duration{0, time.Second}},
	} {
		trace, err := ReadTrace(strings.NewReader(c.csv))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		s := generate(t, Workload{Trace: trace}, 0, 1)
		var service []time.Duration
		for _, j := range s.Jobs {
			service = append(service, j.Data.Service)
		}
		if fmt.Sprint(service, s.Arrivals) != fmt.Sprint(c.service, c.arrivals) {
			t.Errorf("%s: service %v, arrivals %v, want %v, %v", c.name, service, s.Arrivals, c.service, c.arrivals)
		}
	}
}

func TestTraceByName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jobs.csv")
	if err := os.WriteFile(path, []byte("duration_ms,priority,key\n1,2,a\n3,,b\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	w, err := ByName("trace:" + path)
	if err != nil {
		t.Fatal(err)
	}
	s := generate(t, w, 1, 1)
	if j := s.Jobs[0]; len(s.Jobs) != 1 || j.Priority != 2 || j.Key != "a" || j.Data.CPU != time.Millisecond {
		t.Errorf("first job of the trace: %+v", j)
	}
	if _, err := w.Generate(3, 1); err == nil {
		t.Error("3 jobs of a trace of 2: no error")
	}
	w.Parts = []Part{{IO: 1}}
	if s := generate(t, w, 0, 1); s.Realised.CPU != 0 || len(s.Warnings) != 1 {
		t.Errorf("trace as IO: CPU %v, warnings %q, want 0 and one", s.Realised.CPU, s.Warnings)
	}
	if _, err := ByName("trace:" + path + "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

// TestOpenTraceTold: what has to be told about a log follows its name, and the name of the
// workload has it. A file that is called so is read as it is.
func TestOpenTraceTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(path, []byte("when;took;state\n3/4/2026 10:00:00;1500;ok\n3/4/2026 10:00:02;7;bad\n3/4/2026 10:00:04;2500;ok\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	name := "trace:" + path + "?duration=took:1ms&arrival=when&dates=dmy&where=state%3Dok"
	w, err := ByName(name)
	if err != nil || w.Name != name || w.Trace.Len() != 2 || w.Trace.Span() != 4*time.Second || w.Trace.Work() != 4 {
		t.Errorf("%+v, %v", w, err)
	}
	for query, want := range map[string]string{
		"?took=1":       `"took": want log`,
		"?dates=today":  `dates "today": want dmy or mdy`,
		"?zone=Nowhere": `zone "Nowhere": want a name`,
		"?where=ok":     `where "ok": want COLUMN=VALUE`,
		"?log=nginx":    `log format "nginx": unknown`,
		"?decimal=x":    `decimal "x": want`,
		"?%":            "invalid URL escape",
		"?log=any":      "--dates",
	} {
		if _, err := OpenTrace(path + query); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", query, err, want)
		}
	}
	if err := os.WriteFile(path+"?log=any", []byte("duration\n1\n"), 0o600); err != nil {
		t.Skip("no such names here: ", err)
	}
	if w, err := OpenTrace(path + "?log=any"); err != nil || w.Trace.Len() != 1 {
		t.Errorf("%+v, %v", w, err)
	}
}

// TestOpenTraceLogs: a trace may be any log that is understood without being told more; a
// bad row, and what may be read in two ways, are errors.
func TestOpenTraceLogs(t *testing.T) {
	write := func(text string) string {
		path := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, text := range map[string]string{
		"JSON lines": `{"submitted":"2026-03-14T09:26:53Z","took_ms":20}` + "\n" + `{"submitted":"2026-03-14T09:26:54Z","took_ms":30}` + "\n",
	} {
		w, err := OpenTrace(write(text))
		if err != nil || w.Trace.Len() != 2 || !w.Trace.HasArrivals() || w.Trace.Span() != time.Second || w.Trace.Work() != 0.05 {
			t.Errorf("%s: %+v, %v", name, w, err)
		}
	}
	for text, want := range map[string]string{
		"started_at,took_ms\n1,2\n3,what\n":     "bad row",
		"duration,arrival\n1,2\nx,3\n":          "bad row",
		"arrival;took_s\n3/4/2026 10:00:00;1\n": "--dates",
		"a,b\nx,y\n":                            "no column duration",
		"\x00\x01\x02":                          "",
	} {
		if w, err := OpenTrace(write(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v, %v, want an error with %q", text, w, err, want)
		}
	}
}
