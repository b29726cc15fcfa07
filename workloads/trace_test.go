package workloads

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

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
			service = append(service, j.Cost)
		}
		if fmt.Sprint(service, s.Arrivals) != fmt.Sprint(c.service, c.arrivals) {
			t.Errorf("%s: service %v, arrivals %v, want %v, %v", c.name, service, s.Arrivals, c.service, c.arrivals)
		}
	}
}

func TestTraceRefuses(t *testing.T) {
	for _, c := range []struct{ name, csv, want string }{
		{"empty", "", "is empty"},
		{"no duration", "a,b\n1,2\n", "no column duration (have \"a, b\")"},
		{"two durations", "duration,duration_ms\n1,2\n", "both"},
		{"no rows", "duration\n", "no rows"},
		{"negative", "duration\n1\n-1\n", "line 3"},
		{"not a number", "duration\nNaN\n", "line 2"},
		{"infinite", "duration\nInf\n", "out of range"},
		{"overflow", "duration\n1e300\n", "out of range"},
		{"over a year", "duration\n9000h\n", "want 0 to"},
		{"word", "duration\nfast\n", `duration "fast"`},
		{"short row", "key,duration\na\n", `duration ""`},
		{"priority", "duration,priority\n1,high\n", `priority "high"`},
		{"arrival", "duration,arrival\n1,noon\n", `arrival "noon"`},
		{"mixed arrivals", "duration,arrival\n1,5\n1,2023-11-16 18:17:03\n", "line 3"},
		{"far arrivals", "duration,arrival_ns\n1,-9e18\n1,9e18\n", "too far apart"},
		{"quote", "duration\n\"1\n", "line 2"},
	} {
		if _, err := ReadTrace(strings.NewReader(c.csv)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
	_, err := ReadTrace(strings.NewReader("duration\n" + strings.Repeat("x\n", 9)))
	var bad *TraceError
	if !errors.As(err, &bad) || bad.Bad != 9 || len(bad.First) != maxBadShown || !strings.Contains(err.Error(), "4 more") {
		t.Errorf("9 bad rows: %v, want a TraceError with the first %d and a count", err, maxBadShown)
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

// Whatever the input, ReadTrace gives a usable trace or an error.
func FuzzReadTrace(f *testing.F) {
	f.Add("duration,priority,arrival,key\n1ms,2,3s,k\n")
	f.Add("duration_us,arrival\n5,2023-11-16 18:17:03.9\n\"")
	f.Add("\ufeffDURATION_NS\n1e18\nNaN\n")
	f.Fuzz(func(t *testing.T, s string) {
		trace, err := ReadTrace(strings.NewReader(s))
		if err != nil {
			return
		}
		if trace.Len() == 0 {
			t.Fatal("no error and no rows")
		}
		last := time.Duration(0)
		for _, r := range trace.rows {
			if r.service < 1 || r.service > maxTraceDuration || r.arrival < last {
				t.Fatalf("row %+v after arrival %v", r, last)
			}
			last = r.arrival
		}
	})
}
