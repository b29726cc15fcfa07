package joblog

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestSuspect: what a log can hardly be is a warning, and what may be so is none.
func TestSuspect(t *testing.T) {
	at := time.Date(2026, 3, 14, 9, 26, 53, 250_000_000, time.UTC)
	// log writes twenty jobs, by which time and cells they have.
	log := func(head, layout string, step time.Duration, cells func(i int) string) string {
		text := head + "\n"
		for i := range 20 {
			text += at.Add(time.Duration(i)*step).Format(layout) + "," + cells(i) + "\n"
		}
		return text
	}
	const iso, clock = "2006-01-02T15:04:05.000Z", "04:05.0"
	one := func(int) string { return "1.5" }
	of3 := func(i int) string { return fmt.Sprint(1+i%3, ".5") }
	odd := func(k int, cell string) func(int) string {
		return func(i int) string {
			if i < k {
				return cell
			}
			return "1.5"
		}
	}
	for _, k := range []struct{ name, text, want string }{
		{"seconds", log("arrival,duration", iso, time.Second, one), ""},
		{"minutes", log("arrival,duration", "2006-01-02 15:04", 20*time.Second, one), "times are in whole minutes"},
		{"minutes of long jobs", log("arrival,duration_s", "2006-01-02 15:04", 20*time.Second, func(int) string { return "3600.5" }), ""},
		{"a minute each", log("arrival,duration", "2006-01-02 15:04:00", time.Minute, one), ""},
		{"hours", log("arrival,duration", "2006-01-02 15:00:00", 20*time.Minute, one), "times are in whole hours"},
		{"one time", log("arrival,duration", "2006-01-02 15:04", 0, one), "all jobs arrive at one time"},
		{"zeros", log("arrival,duration", iso, time.Second, odd(5, "0")), "5 of 20 durations are 0"},
		{"one zero", log("arrival,duration", iso, time.Second, odd(1, "0")), ""},
		{"twice", log("arrival,duration", iso, time.Second, one) + strings.TrimPrefix(log("", iso, time.Second, one), "\n"), "20 of 40 jobs have the same arrival"},
		{"whole seconds", log("arrival,duration", "2006-01-02 15:04:05", 300*time.Millisecond, of3), ""},
		{"whole seconds twice", log("arrival,duration", "2006-01-02 15:04:05", 300*time.Millisecond, of3) + strings.TrimPrefix(log("", "2006-01-02 15:04:05", 300*time.Millisecond, of3), "\n"), "each job is in the log 2 times"},
		{"1970", log("arrival,duration", iso, time.Second, one) + "1970-01-01T00:00:00Z,1.5\n", "1 of 21 jobs arrives 20526 days before all others, which are over in 19s"},
		{"2126", log("arrival,duration", iso, time.Second, one) + strings.Repeat("2126-03-14T00:00:00Z,1.5\n", 2), "2 of 22 jobs arrive 36524 days after all others"},
		{"two days", log("arrival,duration", iso, 12*time.Hour, func(int) string { return "1h" }), ""},
		{"no hours", log("arrival,duration", clock, 307*time.Second, one), "as at the full hour (2 times)"},
		{"hour once more", log("arrival,duration", "2006-01-02T15:04:05.000", time.Second, one) + "2026-03-14T08:27:13.250,1.5\n", "as when summer time ends"},
		{"New Year", strings.ReplaceAll(log("arrival,duration", time.StampMilli, time.Second, one), "Mar 14 09", "Dec 31 23") + "Jan  1 00:00:00.25,1.5\n", "as at New Year"},
		{"counts", log("arrival,count,duration", iso, time.Second, func(i int) string { return fmt.Sprint(i+1, ",1.5") }), `column "count" may say`},
		{"ones", log("arrival,count,duration", iso, time.Second, func(i int) string { return "1,1.5" }), ""},
		{"arrivals in milliseconds", strings.ReplaceAll("arrival,duration\n0,1.5\n1000,1.5\n2100,1.5\n3000,1.5\n4000,1.5\n5000,1.5\n6000,1.5\n7000,1.5\n8000,1.5\n9000,1.5\n", "x", ""), "check the units of duration and arrival"},
	} {
		log, err := Read(strings.NewReader(k.text), Options{})
		if err != nil {
			t.Errorf("%s: %v", k.name, err)
			continue
		}
		if said := log.Understood.Warnings; k.want == "" && len(said) > 0 || k.want != "" && (len(said) == 0 || !strings.Contains(said[0], k.want)) {
			t.Errorf("%s: %q, want %q", k.name, said, k.want)
		}
	}
	kinds, err := Read(strings.NewReader(log("arrival,status,duration", iso, time.Second, func(i int) string { return map[bool]string{true: "ok,1.5", false: "skipped,0.5"}[i%3 > 0] })), Options{})
	if err != nil || !strings.Contains(fmt.Sprint(kinds.Notes), "--where status=ok keeps one kind") {
		t.Errorf("kinds: %+v, %v", kinds, err)
	}
}
