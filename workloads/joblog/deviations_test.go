package joblog

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestDeviations: a log that deviates from the usual in one way reads right, or says what it was
// taken for.
func TestDeviations(t *testing.T) {
	last := Job{Arrival: 11 * time.Second, Service: 2500 * time.Millisecond}
	lines := func(head string, row func(i int) string) string {
		text := head
		for i := range 12 {
			text += row(i)
		}
		return text
	}
	for _, k := range []struct {
		name, text string
		said       string // in a warning or a note
		err        string
		differs    bool // from last: nobody can know
	}{
		{name: "seconds and nanoseconds", text: lines("", func(i int) string {
			return fmt.Sprintf("{\"arrival\":%d,\"duration\":[2,500000000],\"elapsed\":9}\n", i)
		}), said: `if it is "elapsed", use --duration elapsed`},
		{name: "value and unit", text: lines("", func(i int) string {
			return fmt.Sprintf("{\"arrival\":%d,\"duration\":{\"value\":2500,\"unit\":\"ms\"},\"elapsed\":9}\n", i)
		}), said: `if it is "elapsed"`},
		{name: "nested beside", text: lines("", func(i int) string {
			return fmt.Sprintf("{\"arrival\":%d,\"elapsed\":2.5,\"db\":{\"duration\":9}}\n", i)
		}), said: `if it is "db.duration", use --duration db.duration`},
		{name: "list of durations", text: "{\"arrival\":1,\"duration\":[1,2,3],\"elapsed\":2}\n", err: `duration "[1,2,3]": want a duration`},
		{name: "list of parts", text: "{\"arrival\":[2026,3,14,9,26,53],\"duration\":2}\n", err: `arrival "[2026,3,14,9,26,53]": want`},
		{name: "unit in a column", text: lines("arrival,duration,unit\n", func(i int) string {
			return []string{fmt.Sprintf("%d,2500,ms\n", i), fmt.Sprintf("%d,2.5,s\n", i)}[i%2]
		})},
		{name: "no unit in the column", text: lines("arrival,duration,unit\n", func(i int) string {
			return []string{fmt.Sprintf("%d,2500,ms\n", i), fmt.Sprintf("%d,2500,\n", i)}[i%8/7]
		}), said: "has no unit, and other rows have one beside it"},
		{name: "zone in a column", text: lines("arrival,tz,duration_s\n", func(i int) string {
			return []string{fmt.Sprintf("2026-03-14T09:26:%d,+00:00,2.5\n", 10+i), fmt.Sprintf("2026-03-14T10:26:%d,+01:00,2.5\n", 10+i)}[i%2]
		}), said: `column "tz" has the zones of the times in "arrival"`},
		{name: "zone of a cloud", text: lines("arrival,zone,duration_s\n", func(i int) string { return fmt.Sprintf("%d,us-east-1a,2.5\n", i) })},
		{name: "some without a unit", text: lines("arrival,duration\n", func(i int) string {
			return []string{fmt.Sprintf("%d,2500ms\n", i), fmt.Sprintf("%d,2.5\n", i)}[i%2]
		}), said: "some durations in column \"duration\" have a unit, and others have none"},
		{name: "hexadecimal", text: lines("arrival,duration_s\n", func(i int) string {
			return []string{fmt.Sprintf("%d,2.5\n", i), fmt.Sprintf("%d,0x1p-2\n", i)}[i%8/7]
		}), said: `line 9: duration "0x1p-2": want a duration`},
		{name: "blanks between thousands", text: lines("arrival_s;duration_us\n", func(i int) string { return fmt.Sprintf("%d;2 500 000\n", i) })},
		{name: "twice in a line", text: lines("", func(i int) string { return fmt.Sprintf("arrival=%d duration=9s duration=2.5s\n", i) }), said: `rows have "duration" more than once: the last counts`},
		{name: "the same twice", text: lines("", func(i int) string { return fmt.Sprintf("arrival=%d duration=2.5s duration=2.5s\n", i) })},
		{name: "retries by a number", text: lines("arrival,attempt,duration_s\n", func(i int) string { return fmt.Sprintf("%d,%d,2.5\n", i, 1+i%4/3) }), said: `column "attempt" says that 3 of the first 12 rows are retries`},
		{name: "no retries", text: lines("arrival,attempt,retries,duration_s\n", func(i int) string { return fmt.Sprintf("%d,1,0,2.5\n", i) })},
		{name: "retries by an ID", text: lines("job_id,arrival,duration_s\n", func(i int) string { return fmt.Sprintf("%d,%d,2.5\n", min(i, 10), i) }), said: `column "job_id" has the same value in 1 of the first 12 rows as before`},
		{name: "IDs of groups", text: lines("job_id,arrival,duration_s\n", func(i int) string { return fmt.Sprintf("%d,%d,2.5\n", i%3, i) })},
		{name: "with the wait", text: lines("arrival,queue_time_ms,latency_ms\n", func(i int) string { return fmt.Sprintf("%d,2000,2500\n", i) }), said: "use --duration 'latency_ms-queue_time_ms'"},
		{name: "lines in quotes", text: lines("arrival,note,duration_s\n", func(i int) string { return fmt.Sprintf("%d,\"a\nb, \"\"c\"\"\",2.5\n", i) })},
		{name: "two fields of nginx", text: lines("", func(i int) string {
			return fmt.Sprintf("1.2.3.4 - - [14/Mar/2026:09:26:%d +0000] \"GET / HTTP/1.1\" 200 12 \"-\" \"c\" 2.600 2.500\n", 10+i)
		}), said: "field extra_2 is taken as the duration; if it is extra_1, use --duration extra_1:1s"},
		{name: "unknown unit", text: lines("arrival,duration_x\n", func(int) string { return "" }) + "0,1\n", err: "no column looks like a duration"},
	} {
		log, err := Read(strings.NewReader(k.text), Options{})
		if k.err != "" {
			if err == nil || !strings.Contains(err.Error(), k.err) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: %+v, %v, want an error with %s", k.name, log, err, k.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", k.name, err)
			continue
		}
		said := fmt.Sprint(log.Notes, log.Understood.Warnings, log.Bad)
		for _, fine := range []string{"not used: ", "times are in whole seconds"} {
			log.Notes = filterOut(log.Notes, fine)
		}
		if k.said == "" && len(log.Notes)+len(log.Understood.Warnings) > 0 || !strings.Contains(said, k.said) {
			t.Errorf("%s: %q, want %q", k.name, said, k.said)
		}
		j := log.Jobs[len(log.Jobs)-1]
		if j.Key, last.Key = "", ""; j != last {
			t.Errorf("%s: %+v, want %+v", k.name, j, last)
		}
	}
}

func filterOut(notes []string, part string) []string {
	var out []string
	for _, n := range notes {
		if !strings.Contains(n, part) {
			out = append(out, n)
		}
	}
	return out
}

// TestArrays: jobs in several arrays of one object are taken together, and that is said, with
// what takes one.
func TestArrays(t *testing.T) {
	const text = `{"total":3,"jobs":[{"arrival":0,"duration_s":1},{"arrival":1,"duration_s":1}],"note":"x","failed":[{"arrival":2,"duration_s":1}]}`
	log, err := Read(strings.NewReader(text), Options{})
	if err != nil || len(log.Jobs) != 3 || !strings.Contains(fmt.Sprint(log.Understood.Warnings), `several arrays, "failed" (1) and "jobs" (2), and all are taken together; --where @array=jobs keeps one`) {
		t.Errorf("%+v, %v", log, err)
	}
	log, err = Read(strings.NewReader(text), Options{Where: map[string]string{"@array": "jobs"}})
	if err != nil || len(log.Jobs) != 2 || len(log.Understood.Warnings) > 0 {
		t.Errorf("--where: %+v, %v", log, err)
	}
	// Of other arrays, nothing is read as a job.
	log, err = Read(strings.NewReader(`{"workers":[{"id":1}],"jobs":[`+strings.Repeat(`{"arrival":0,"duration_s":1},`, 40)+`{"arrival":1,"duration_s":1}]}`), Options{})
	if err != nil || len(log.Jobs) != 41 || log.Bad.Bad != 1 || strings.Contains(fmt.Sprint(log.Understood.Warnings), "arrays") {
		t.Errorf("workers: %+v, %v", log, err)
	}
}

// TestNoUnit: a unit that nobody tells is doubted where another is as likely, and not where it
// is not.
func TestNoUnit(t *testing.T) {
	at := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	log := func(head string, gap time.Duration, took func(i int) string) string {
		text := head + "\n"
		for i := range 200 {
			text += at.Add(time.Duration(i)*gap).Format(time.RFC3339Nano) + "," + took(i) + "\n"
		}
		return text
	}
	offsets := func(head string, gap float64, took func(i int) string) string {
		text := head + "\n"
		for i := range 200 {
			text += fmt.Sprintf("%v,%s\n", float64(i)*gap, took(i))
		}
		return text
	}
	hundreds := func(i int) string { return fmt.Sprint(100 + i%7) }
	for _, k := range []struct{ name, text, want string }{
		{"either", log("arrival,duration", 9*time.Second, hundreds), `nobody tells the unit of column "duration": in seconds, jobs bring work for 11.5 workers while they arrive, in milliseconds for 0.0115; --duration duration:1s settles it`},
		{"fractions", log("arrival,duration", 9*time.Second, func(int) string { return "100.25" }), "nobody tells the unit"},
		{"told", log("arrival,duration_s", 9*time.Second, hundreds), ""},
		{"small", log("arrival,duration", 9*time.Second, func(i int) string { return fmt.Sprintf("0.%d5", i%7) }), ""},
		{"too idle in milliseconds", log("arrival,duration", 2000*time.Second, hundreds), ""},
		{"both", offsets("arrival,duration", 1100, func(i int) string { return fmt.Sprint(2000 + i) }), `nobody tells the units of columns "duration" and "arrival"`},
		{"arrival", offsets("arrival,duration_ms", 20, func(int) string { return "1000" }), `nobody tells the unit of column "arrival": in seconds, jobs bring work for 0.0503 workers while they arrive, in milliseconds for 50.3; --arrival arrival:1s settles it`},
		{"arrival shows", offsets("arrival,duration_ms", 20, func(int) string { return "60000" }), ""},
		{"batch", strings.ReplaceAll(offsets("id,duration", 1, hundreds), ".", ""), `the jobs are work for 5.72 h`},
		{"changes", log("arrival,duration_s", 9*time.Second, func(i int) string { return []string{"0.5", "500"}[i/100] }), "from job 101 on, durations are about 1000 times as long or short"},
		{"changes back", log("arrival,duration_s", 9*time.Second, func(i int) string { return []string{"500", "0.5"}[i/100] }), "from job 101 on"},
		{"two kinds", log("arrival,duration_s", 9*time.Second, func(i int) string { return []string{"500", "0.5"}[i%2] }), ""},
	} {
		log, err := Read(strings.NewReader(k.text), Options{})
		if err != nil {
			t.Errorf("%s: %v", k.name, err)
			continue
		}
		if said := fmt.Sprint(log.Understood.Warnings); k.want == "" && said != "[]" || !strings.Contains(said, k.want) {
			t.Errorf("%s: %s, want %q", k.name, said, k.want)
		}
	}
}
