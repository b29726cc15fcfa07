package joblog

import (
	"strings"
	"testing"
	"time"
)

// arrivals reads a log of times, one a line, and returns when its jobs arrive after the first.
func arrivals(t *testing.T, o Options, times ...string) ([]time.Duration, error) {
	t.Helper()
	log, err := Read(strings.NewReader("arrival;duration\n"+strings.Join(times, ";1s\n")+";1s\n"), o)
	if err != nil {
		return nil, err
	}
	var out []time.Duration
	for _, j := range log.Jobs {
		out = append(out, j.Arrival)
	}
	return out, nil
}

// TestZones: zones with names count, in any mix; those that have several meanings are asked
// for.
func TestZones(t *testing.T) {
	home := func(name string) Options {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return Options{Zone: zone}
	}
	for _, k := range []struct {
		o    Options
		a, b string
		want time.Duration
	}{
		{Options{}, "2026-03-14 09:26:53 UTC", "2026-03-14 10:26:54 CET", time.Second},
		{Options{}, "2026-10-25 02:59:59 CEST", "2026-10-25 02:00:00 CET", time.Second},
		{Options{}, "Sat, 14 Mar 2026 09:26:53 EST", "Sat, 14 Mar 2026 06:26:55 PST", 2 * time.Second},
		{Options{}, "Sat Mar 14 09:26:53 EST 2026", "Sat Mar 14 06:26:55 PST 2026", 2 * time.Second},
		{Options{}, "2026-03-14 10:26:53 Europe/Berlin", "2026-03-14T05:26:54-04:00[America/New_York]", time.Second},
		{Options{}, "2026-03-14 19:00:00 ACST", "2026-03-14 09:30:01 GMT", time.Second},
		{home("Asia/Shanghai"), "2026-03-14 17:00:00 CST", "2026-03-14 09:00:01 UTC", time.Second},
		{home("America/Chicago"), "2026-01-14 03:00:00 CST", "2026-01-14 09:00:01 UTC", time.Second},
		{home("Europe/London"), "2026-07-14 10:00:00 BST", "2026-07-14 10:00:01", time.Second},
		// When summer time ends, a zone shows an hour twice.
		{home("Europe/Berlin"), "2026-10-25 02:59:59", "2026-10-25 02:00:00", time.Second},
		{home("Europe/Berlin"), "2026-10-25 01:59:59", "2026-10-25 02:00:00", time.Second},
		{home("Europe/Berlin"), "2026-10-25 02:00:00", "2026-10-25 03:00:00", 2 * time.Hour},
	} {
		if got, err := arrivals(t, k.o, k.a, k.b); err != nil || got[1] != k.want {
			t.Errorf("%s and %s: %v, %v, want %v", k.a, k.b, got, err, k.want)
		}
	}
	for want, times := range map[string][]string{
		"--zone Europe/London":    {"2026-07-14 10:00:00 BST", "2026-07-14 10:00:01 BST"},
		"some times have a zone":  {"2026-03-14T09:26:53Z", "2026-03-14T09:26:54"},
		"the zone CST":            {"Sat, 14 Mar 2026 09:26:53 CST"},
		"the zone Europe/Nowhere": {"2026-03-14 10:26:53 Europe/Nowhere"},
	} {
		if got, err := arrivals(t, Options{}, times...); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, %v, want an error with %s", times, got, err, want)
		}
	}
}

// TestTimesOfDay: other ways to write a time, and in one line why others are none.
func TestTimesOfDay(t *testing.T) {
	for _, k := range [][2]string{
		{"20260314092653", "20260314092654"}, {"20260314092653.250", "20260314092654.25"}, {"20260314092653250", "20260314092654250"},
		{"20260314T092653Z", "20260314T092654Z"},
		{"14-Mar-2026 09:26:53", "14-Mar-2026 09:26:54"}, {"2026-03-14 09:26:53 UTC", "2026-03-14 11:26:54 GMT+2"}, {"2026-03-14 09:26:53Z", "2026-03-14 04:56:54 UTC-04:30"},
		{"Sat Mar 14 2026 09:26:53 GMT+0000 (Coordinated Universal Time)", "Sat Mar 14 2026 10:26:54 GMT+0100 (CET)"}, {"2026-03-14 09:26:53.5 +0000 UTC m=+0.1", "2026-03-14 10:26:54.5 +0100 CET m=+1.1"}, {"2026-03-14 11:59:59 AM", "2026-03-14 12:00:00 PM"}, {"2026-03-14 12:00:00 AM", "2026-03-14 00:00:01"},
	} {
		if got, err := arrivals(t, Options{}, k[0], k[1]); err != nil || got[1] != time.Second {
			t.Errorf("%s and %s: %v, %v, want 1s", k[0], k[1], got, err)
		}
	}
	for s, want := range map[string]string{
		"2026-03-14": "without a time of day", "14.03.2026": "without a time of day", "3/4/2026": "without a time of day", "14 Mar 2026": "without a time of day", "March 14, 2026": "without a time of day", "20260314": "without a time of day",
		"26-03-14 09:26:53": "two digits", "14/03/26 09:26": "two digits", "3/14/26 9:26:53 AM": "two digits", "14-Mar-26 09.26.53 AM": "two digits",
		"09:26":          "write the seconds",
		"46095.39366898": "--arrival arrival:24h",
	} {
		if got, err := arrivals(t, Options{}, s, s); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, %v, want an error with %s", s, got, err, want)
		}
	}
	log, err := Read(strings.NewReader("arrival,duration\n1,0:05\n2,1:30\n"), Options{})
	if err != nil || log.Jobs[1].Service != 90*time.Second || !strings.Contains(strings.Join(log.Notes, "\n"), "minutes and seconds") {
		t.Errorf("minutes and seconds: %+v, %v", log, err)
	}
	got, err := arrivals(t, Options{Columns: map[string]string{"arrival": "arrival:24h"}}, "46095.5", "46096.5")
	if err != nil || got[1] != 24*time.Hour {
		t.Errorf("days: %v, %v", got, err)
	}
	// A time since 1970 in another unit than the column's name has.
	for head, cell := range map[string]string{"arrival_ms": "1773480413", "arrival_s": "1773480413000", "arrival_ns": "1773480413000"} {
		log, err := Read(strings.NewReader(head+",duration\n"+cell+",1s\n"), Options{})
		if err == nil || !strings.Contains(err.Error(), "--arrival "+head+":1") {
			t.Errorf("%s %s: %v, %v", head, cell, log, err)
		}
	}
}
