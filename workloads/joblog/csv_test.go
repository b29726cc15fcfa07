package joblog

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestReadCSVRefuses(t *testing.T) {
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
		if _, err := ReadCSV(strings.NewReader(c.csv)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
	_, err := ReadCSV(strings.NewReader("duration\n" + strings.Repeat("x\n", 9)))
	var bad *BadRows
	if !errors.As(err, &bad) || bad.Bad != 9 || len(bad.First) != maxBadShown || !strings.Contains(err.Error(), "4 more") {
		t.Errorf("9 bad rows: %v, want a BadRows with the first %d and a count", err, maxBadShown)
	}
}

// Whatever the input, ReadCSV gives a usable log or an error.
func FuzzReadCSV(f *testing.F) {
	f.Add("duration,priority,arrival,key\n1ms,2,3s,k\n")
	f.Add("duration_us,arrival\n5,2023-11-16 18:17:03.9\n\"")
	f.Add("\ufeffDURATION_NS\n1e18\nNaN\n")
	f.Fuzz(func(t *testing.T, s string) {
		log, err := ReadCSV(strings.NewReader(s))
		if err != nil {
			return
		}
		if len(log.Jobs) == 0 {
			t.Fatal("no error and no rows")
		}
		last := time.Duration(0)
		for _, r := range log.Jobs {
			if r.Service < 1 || r.Service > maxDuration || r.Arrival < last {
				t.Fatalf("row %+v after arrival %v", r, last)
			}
			last = r.Arrival
		}
	})
}
