package joblog

import (
	"compress/gzip"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestNoLog: what is no log of jobs is refused in one line that says what it is, or what is
// missing.
func TestNoLog(t *testing.T) {
	for name, k := range map[string]struct{ text, want string }{
		"xz":          {"\xfd7zXZ\x00\x00\x04", "xz -dc"},
		"Parquet":     {"PAR1\x15\x04", "Parquet"},
		"SQLite":      {"SQLite format 3\x00", "SQLite"},
		"binary":      {strings.Repeat("\x7f\x00\x01\x02", 100), "is binary"},
		"page":        {"<!DOCTYPE html>\n<html><body></body></html>", "web page"},
		"asynq":       {`[{"ID":"1","Queue":"default","Type":"email","Payload":"","State":9,"MaxRetry":25,"Retried":0,"LastErr":"","CompletedAt":"2026-03-14T09:26:53Z"}]`, "asynq's list of tasks, which has no durations"},
		"asynq's CLI": {"id,queue,type,state,max_retry,retried,completed_at\n1,default,email,completed,25,0,2026-03-14T09:26:53Z\n", "asynq's list of tasks"},
		"wrk2":        {"Running 30s test @ http://127.0.0.1:80\n  Detailed Percentile spectrum:\n", "is a summary of wrk2"},
		"nanoseconds": {"start,duration\n2026-03-14T09:26:53Z,180000000\n2026-03-14T09:26:54Z,1102000000\n", "--duration duration:1ns"},
	} {
		if log, err := Read(strings.NewReader(k.text), Options{}); err == nil || !strings.Contains(err.Error(), k.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, %v, want an error with %s", name, log, err, k.want)
		}
	}
	var b strings.Builder
	w := gzip.NewWriter(&b)
	fmt.Fprint(w, strings.Repeat("arrival,duration\n1,2\n", 100))
	w.Close()
	if log, err := Read(strings.NewReader(b.String()[:b.Len()-9]), Options{}); err == nil {
		t.Errorf("truncated: %v", log)
	}
	if log, err := Read(strings.NewReader(`<?xml version="1.0"?><testResults><httpSample t="1" lt="1" ts="1773480413000" lb="x" rc="200" tn="y"/>`), Options{}); err == nil {
		t.Errorf("XML without an end: %v", log)
	}
}

// TestLogged: the time before what a program logs is when the line was written, at the end
// of the job.
func TestLogged(t *testing.T) {
	for name, text := range map[string]string{
		"logfmt":  "2026-03-14 09:26:53,376 INFO job=1 duration=1s\n2026-03-14 09:26:55,376 INFO job=2 duration=2s\n",
		"objects": "2026-03-14T09:26:53Z\tinfo\tdone\t{\"id\": 1, \"duration\": 1.0}\n2026-03-14T09:26:55Z\tinfo\tdone\t{\"id\": 2, \"duration\": 2.0}\n",
		"syslog":  "Mar 14 09:26:53 host app[1]: id=1 duration=1s\nMar 14 09:26:55 host app[1]: id=2 duration=2s\n",
		"slog":    "time=2026-03-14T09:26:53Z id=1 duration=1s\ntime=2026-03-14T09:26:55Z id=2 duration=2s\n",
	} {
		log, err := Read(strings.NewReader(text), Options{})
		if err != nil || !log.Arrivals || len(log.Jobs) != 2 || log.Jobs[1] != (Job{Arrival: time.Second, Service: 2 * time.Second}) {
			t.Errorf("%s: %+v, %v", name, log, err)
			continue
		}
		if f := log.Understood.Fields[1]; f.Name != "end" || f.Column != `"time"` {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestWords: headers in other languages, other pairs of times, and marks between thousands.
func TestWords(t *testing.T) {
	for _, text := range []string{
		"Startzeit;Dauer (ms)\n14.03.2026 09:26:53;500\n14.03.2026 09:26:54;1500\n",
		"début;durée\n2026-03-14 09:26:53;0,5 s\n2026-03-14 09:26:54;1,5 s\n",
		"inicio,duración_ms\n2026-03-14 09:26:53,500\n2026-03-14 09:26:54,1500\n",
		"{\"id\":1,\"timestamp\":1773480413000,\"processedOn\":1773480413100,\"finishedOn\":1773480413600}\n{\"id\":2,\"timestamp\":1773480414000,\"processedOn\":1773480414100,\"finishedOn\":1773480415600}\n",
		"created_at,startedAt,stoppedAt\n2026-03-14 09:26:53,2026-03-14 09:26:53,2026-03-14 09:26:53.5\n2026-03-14 09:26:54,2026-03-14 09:26:55,2026-03-14 09:26:56.5\n",
		"arrival,duration_us\n0,500'000\n1,1'500'000\n",
		"arrival;duration_us\n0;500\u00a0000\n1;1\u202f500\u202f000\n",
	} {
		log, err := Read(strings.NewReader(text), Options{})
		if err != nil || len(log.Jobs) != 2 || !log.Arrivals || log.Jobs[0].Service != 500*time.Millisecond || log.Jobs[1] != (Job{Arrival: time.Second, Service: 1500 * time.Millisecond}) {
			t.Errorf("%q: %+v, %v", text, log, err)
		}
	}
	for _, s := range []string{"1'00", "'100", "1'0000", "x'100", "'"} {
		if d, _, err := took(s, 1); err == nil {
			t.Errorf("%q: %v, want an error", s, d)
		}
	}
	log, err := Read(strings.NewReader("I0314 09:26:53 app[1]: job=1 duration=1s\nI0314 09:26:54 app[1]: job=2 duration=2s\n"), Options{})
	if err != nil || len(log.Understood.Warnings) != 1 || !strings.HasPrefix(log.Understood.Warnings[0], "no arrivals: no line has a time") {
		t.Errorf("%v, %v", log, err)
	}
	// That jobs are a batch is said.
	log, err = Read(strings.NewReader("duration\n1\n2\n"), Options{})
	if err != nil || !strings.Contains(fmt.Sprint(log.Understood.Lines()), "[arrival none: all jobs are there at the start]") {
		t.Errorf("%v, %v", log, err)
	}
}

// TestDots: dots between thousands are told from decimal points, or asked for.
func TestDots(t *testing.T) {
	for text, want := range map[string]time.Duration{ // of the last job
		"arrival;duration_ms\n0;180,5\n1;1.102\n":        1102 * time.Millisecond,
		"arrival;duration_ms\n0;180\n1;1.102.000\n":      1102 * time.Second,
		"arrival;duration_ms\n0;0.5\n0.5;2\n1;1.102\n":   1102 * time.Microsecond,
		"arrival;duration_s\n0;12.345\n1;1.102\n":        1102 * time.Millisecond,
		"arrival;duration_s\n0;12.345\n1;1000\n":         1000 * time.Second,
		"arrival;duration_s\n0,5;2.5\n1,25;3\n2,5;1.1\n": 1100 * time.Millisecond,
	} {
		log, err := Read(strings.NewReader(text), Options{})
		if err != nil || log.Jobs[len(log.Jobs)-1].Service != want {
			t.Errorf("%q: %+v, %v, want %v", text, log, err, want)
		}
	}
	const either = "arrival;duration_ms\n0;180\n1;1.102\n"
	if log, err := Read(strings.NewReader(either), Options{}); err == nil || !strings.Contains(err.Error(), "--decimal") {
		t.Errorf("%+v, %v, want an error with --decimal", log, err)
	}
	for mark, want := range map[string]time.Duration{",": 1102 * time.Millisecond, ".": 1102 * time.Microsecond} {
		log, err := Read(strings.NewReader(either), Options{Decimal: mark})
		if err != nil || log.Jobs[1].Service != want {
			t.Errorf("decimal %s: %+v, %v, want %v", mark, log, err, want)
		}
	}
}

// TestMidnight: times without a date that pass midnight are a warning; those that only come
// in another order are not.
func TestMidnight(t *testing.T) {
	for text, warns := range map[string]bool{
		"start,duration\n23:59:58,1s\n23:59:59,2s\n00:00:01,3s\n": true,
		"start,duration\n09:00:00,1s\n08:59:59,2s\n09:00:01,3s\n": false,
	} {
		log, err := Read(strings.NewReader(text), Options{})
		if err != nil || (len(log.Understood.Warnings) == 1 && strings.Contains(log.Understood.Warnings[0], "midnight")) != warns {
			t.Errorf("%q: %v, %v", text, log.Understood.Warnings, err)
		}
	}
}
