package joblog

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // for machines without a database of zones
)

// TestTimesUnnamed: times that no name tells are arrivals if one column alone has them;
// else the log is a batch, and that is a warning.
func TestTimesUnnamed(t *testing.T) {
	log, err := Read(strings.NewReader("born,took\n2026-01-02 03:04:05,1s\n2026-01-02 03:04:09,2s\n"), Options{})
	if err != nil || !log.Arrivals || log.Jobs[1].Arrival != 4*time.Second || len(log.Notes) != 1 || !strings.Contains(log.Notes[0], `"born" holds times`) {
		t.Errorf("%+v, %v", log, err)
	}
	log, err = Read(strings.NewReader("born,seen,took\n2026-01-02 03:04:05,2026-01-02 03:04:05,1s\n2026-01-02 03:04:09,2026-01-02 03:04:09,2s\n"), Options{})
	if err != nil || log.Arrivals || len(log.Understood.Warnings) != 1 || !strings.Contains(log.Understood.Warnings[0], "born, seen hold times") {
		t.Errorf("%+v, %v", log, err)
	}
	// A published log whose column is known by name.
	log, err = Read(strings.NewReader("gmt_create,exec_time_seconds,kind\n2024-11-15 16:57:50,32.0,a\n2024-11-15 16:57:52,3.0,b\n"), Options{})
	if err != nil || !log.Arrivals || log.Jobs[1].Arrival != 2*time.Second {
		t.Errorf("%+v, %v", log, err)
	}
}

// TestStart: when a log starts is known if it has times of day, in the zone that is told.
func TestStart(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	// An hour before clocks go forward, and two hours later.
	const local = "arrival,duration\n2026-03-29 03:30:00,1s\n2026-03-29 01:30:00,1s\n"
	for _, k := range []struct {
		text  string
		zone  *time.Location
		start string
		gap   time.Duration
	}{
		{local, nil, "2026-03-29T01:30:00Z", 2 * time.Hour},
		{local, berlin, "2026-03-29T01:30:00+01:00", time.Hour},
		{"arrival,duration\n2026-03-29T01:30:00Z,1s\n2026-03-29T02:30:00Z,1s\n", berlin, "2026-03-29T03:30:00+02:00", time.Hour},
		{"arrival,duration\n29/Mar/2026:01:30:00 +0100,1s\n29/Mar/2026:01:30:01 +0100,1s\n", nil, "2026-03-29T00:30:00Z", time.Second},
		{"arrival,duration\n1800000000,1s\n1800000001,1s\n", nil, "2027-01-15T08:00:00Z", time.Second},
		{"arrival,duration\n1,1s\n2,1s\n", nil, "", time.Second},
	} {
		log, err := Read(strings.NewReader(k.text), Options{Zone: k.zone})
		if err != nil {
			t.Fatal(err)
		}
		start := ""
		if !log.Start.IsZero() {
			start = log.Start.Format(time.RFC3339)
		}
		if start != k.start || log.Jobs[1].Arrival != k.gap {
			t.Errorf("%q in %v: starts %s, want %s; then %v, want %v", k.text, k.zone, start, k.start, log.Jobs[1].Arrival, k.gap)
		}
		if again, err := ReadCSV(strings.NewReader(k.text)); err == nil && !again.Start.IsZero() && k.zone == nil && !again.Start.Equal(log.Start) {
			t.Errorf("%q: ReadCSV starts %v, want %v", k.text, again.Start, log.Start)
		}
	}
	// Of a log that is cut nobody knows which hours are left.
	log, err := Read(strings.NewReader(longLog(1000, func(i int) int { return 1_800_000_000 + i })), Options{Most: 320})
	if err != nil || !log.Start.IsZero() {
		t.Errorf("%v, %v", log.Start, err)
	}
}

// TestPreambles: what the Parallel Workloads Archive writes above its logs, and an archive
// that is no log.
func TestPreambles(t *testing.T) {
	head := "; Version: 2.2\n; Computer: Intel iPSC/860\n;\n; Acknowledge: Bill\n; Note: There is no information on wait times - the given submit\n;       times are actually start times\n;\n"
	log, err := Read(strings.NewReader(head+"    1        0     -1   1451  128     -1    -1   -1     -1    -1 -1   1   1  -1 -1 -1 -1 -1\n    2     1460     -1   3726  128     -1    -1   -1     -1    -1 -1   1   1  -1 -1 -1 -1 -1\n"), Options{})
	if err != nil || len(log.Jobs) != 2 || log.Jobs[1].Service != 3726*time.Second || !strings.HasPrefix(log.Understood.Format, "swf") {
		t.Errorf("%+v, %v", log, err)
	}
	if _, err := Read(strings.NewReader("PK\x03\x04\x14\x00\x08\x00\x00\x00\x01"), Options{}); err == nil || !strings.Contains(err.Error(), "zip") {
		t.Errorf("%v", err)
	}
}

// TestNoDuration: what stands for a missing value is no duration of 0. The line below the
// header of a table in Markdown is no row.
func TestNoDuration(t *testing.T) {
	for _, s := range []string{"-", "--", "---", "+", "P", "PT", "-P", "", "n/a", "null"} {
		if d, _, err := took(s, time.Second); err == nil {
			t.Errorf("%q: %v, want an error", s, d)
		}
	}
	log, err := Read(strings.NewReader("| arrival | duration |\n|---|---|\n| 1 | 2s |\n| 3 | - |\n| 4 | 5s |\n"), Options{})
	if err != nil || len(log.Jobs) != 2 || log.Jobs[1].Service != 5*time.Second || log.Understood.Dropped != 1 {
		t.Errorf("%+v, %v", log, err)
	}
}

// TestToldSuffix: the end of a dotted name stands for the column, if no other ends with it.
func TestToldSuffix(t *testing.T) {
	const text = `{"ts":"2026-03-14T09:00:09Z","timing":{"start":"2026-03-14T09:00:00Z"},"took_ms":5}
{"ts":"2026-03-14T09:00:19Z","timing":{"start":"2026-03-14T09:00:04Z"},"took_ms":5}
`
	log, err := Read(strings.NewReader(text), Options{Columns: map[string]string{"arrival": "start"}})
	if err != nil || !log.Arrivals || log.Jobs[1].Arrival != 4*time.Second {
		t.Errorf("%+v, %v", log, err)
	}
	for name, want := range map[string]int{"start": 1, "Timing.Start": 1, "id": -1, "art": -1, "": -1} {
		if got := toldColumn([]string{"ts", "timing.start", "a.id", "b.id"}, name); got != want {
			t.Errorf("%q is column %d, want %d", name, got, want)
		}
	}
}
