package joblog

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// TestRead: the same jobs in every kind of log.
func TestRead(t *testing.T) {
	want := []Job{{Service: time.Second, Key: "a"}, {Service: 2500 * time.Millisecond, Arrival: 3 * time.Second, Key: "b"}}
	// What was assumed, and what is not used.
	notes := map[string]int{"guessed": 1, "Azure": 1, "Azure, unsaid": 1, "Alibaba": 1, "Alibaba, unsaid": 1, "LLM, own unit": 1}
	for name, k := range map[string]struct {
		text string
		o    Options
	}{
		"by name":         {"duration,arrival,key\n1s,10,a\n2.5s,13,b\n", Options{}},
		"guessed":         {"Tenant,Timestamp,elapsed_ms\na,2024-01-01 00:00:00,1000\nb,2024-01-01 00:00:03,2500\n", Options{}},
		"named":           {"x,y,z\na,1,10000\nb,2.5,13000\n", Options{Columns: map[string]string{"key": "X", "duration": "y", "arrival": "z:1ms"}}},
		"difference":      {"begin,end,who\n10,11,a\n13,15.5,b\n", Options{Columns: map[string]string{"duration": "end-begin", "arrival": "begin", "key": "who"}}},
		"JSON":            {"\n{\"duration\":\"1s\",\"arrival\":10,\"key\":\"a\"}\n\n{\"arrival\":13,\"duration\":2.5,\"key\":\"b\",\"more\":[1]}\n", Options{}},
		"Azure":           {"app,func,end_timestamp,duration\nx,a,11,1\nx,b,15.5,2.5\n", Options{Format: "azure-functions"}},
		"Alibaba":         {"task_name,job_name,start_time,end_time\nx,a,10,11\ny,b,13,15.5\n", Options{Format: "alibaba-batch"}},
		"LLM, own unit":   {"TIMESTAMP,ContextTokens,GeneratedTokens,k\n2023-11-16 18:17:03.0,1,4,a\n2023-11-16 18:17:06.0,1,10,b\n", Options{Format: "azure-llm", Columns: map[string]string{"duration": "GeneratedTokens:250ms", "key": "k"}}},
		"Azure, unsaid":   {"app,func,end_timestamp,duration\nx,a,11,1\nx,b,15.5,2.5\n", Options{}},
		"Alibaba, unsaid": {"task_name,job_name,start_time,end_time\nx,a,10,11\ny,b,13,15.5\n", Options{}},
		"camel case":      {"startedAt,durationMs,customer\n10,1000,a\n13,2500,b\n", Options{}},
		"from and to":     {"started_at,finished_at,userId\n2024-01-01T00:00:00Z,2024-01-01T00:00:01Z,a\n2024-01-01T00:00:03Z,2024-01-01T00:00:05.5Z,b\n", Options{}},
		"numbers":         {"start_ms,end_ms,user\n10000,11000,a\n13000,15500,b\n", Options{}},
		"byte order":      {"\ufeffduration,arrival,key\n1s,10,a\n2.5s,13,b\n", Options{}},
	} {
		log, err := Read(strings.NewReader(k.text), k.o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !reflect.DeepEqual(log.Jobs, want) || log.Bad != nil || !log.Arrivals {
			t.Errorf("%s: %+v, %v, want %+v", name, log.Jobs, log.Bad, want)
		}
		if want, said := notes[name], len(log.Notes); want != said {
			t.Errorf("%s: %d notes, want %d: %q", name, said, want, log.Notes)
		}
		var b bytes.Buffer
		if err := log.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		if again, err := ReadCSV(&b); err != nil || !reflect.DeepEqual(again.Jobs, want) {
			t.Errorf("%s: written and read: %+v, %v", name, again, err)
		}
	}
}

// TestReadBad: bad rows are left out and told, or refuse the log; what cannot be
// understood at all is an error.
func TestReadBad(t *testing.T) {
	text := "duration\n1s\nx\n-3\n2s\n3s\n\"y\n"
	log, err := Read(strings.NewReader(text), Options{})
	if err != nil || len(log.Jobs) != 3 || log.Bad == nil || log.Bad.Bad != 3 || !strings.HasPrefix(log.Bad.First[0], "line 3: duration ") {
		t.Errorf("%+v, %v", log, err)
	}
	var bad *BadRows
	if _, err := Read(strings.NewReader(text), Options{Strict: true}); !errors.As(err, &bad) || bad.Bad != 3 {
		t.Errorf("strict: %v", err)
	}
	for text, want := range map[string]string{
		"":                                "is empty",
		"a,b\n1,2\n":                      "no column looks like a duration",
		"duration\n":                      "no rows",
		"duration\nx\n":                   `line 2: duration "x"`,
		"{\n":                             "line 1: no JSON object",
		"{\"duration\":1}\nnothing\n{}\n": "",
	} {
		_, err := Read(strings.NewReader(text), Options{})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	for _, o := range []Options{
		{Format: "what"}, {Columns: map[string]string{"duration": "nowhere"}}, {Columns: map[string]string{"duration": "a:5"}}, {Columns: map[string]string{"duration": "a-c"}},
	} {
		if _, err := Read(strings.NewReader("a,b\n1,2\n"), o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}

// TestReadRecorded: what a pool's Recorder writes is read without a guess.
func TestReadRecorded(t *testing.T) {
	var b bytes.Buffer
	rec := pool.NewRecorder(&b)
	do := pool.Record(rec, func(context.Context, pool.Job[int]) (int, error) { return 0, nil })
	at := time.Date(2026, 1, 2, 3, 4, 5, 600, time.UTC)
	for i := range 3 {
		do(t.Context(), pool.Job[int]{Created: at.Add(time.Duration(i) * time.Second), Priority: i, Key: "a,b"})
	}
	if err := rec.Flush(); err != nil {
		t.Fatal(err)
	}
	log, err := Read(&b, Options{Strict: true})
	if err != nil || len(log.Notes) > 0 || !log.Arrivals {
		t.Fatalf("%+v, %v", log, err)
	}
	if row := log.Jobs[2]; row.Arrival != 2*time.Second || row.Priority != 2 || row.Key != "a,b" {
		t.Errorf("%+v", row)
	}
}

// TestSummaries: what tools print at the end has no jobs, and the error says so.
func TestSummaries(t *testing.T) {
	for tool, text := range map[string]string{
		"wrk2":   "Running 30s test @ http://127.0.0.1:80/index.html\n  Thread Stats   Avg      Stdev     99%   +/- Stdev\n  Detailed Percentile spectrum:\n       Value   Percentile   TotalCount 1/(1-Percentile)\n       0.921     0.000000            1         1.00\n",
		"wrk":    "Running 30s test @ http://127.0.0.1:8080/index.html\n  12 threads and 400 connections\n  Thread Stats   Avg      Stdev     Max   +/- Stdev\n    Latency   635.91us    0.89ms  12.92ms   93.69%\n",
		"hey":    "\nSummary:\n  Total:\t1.0 secs\n\nResponse time histogram:\n  0.001 [1]\t|\n",
		"ab":     "Concurrency Level:      10\nPercentage of the requests served within a certain time (ms)\n  50%      1\n",
		"vegeta": "Requests      [total, rate, throughput]         1, 1.00, 1.00\nLatencies     [min, mean, 50, 90, 95, 99, max]  1ms, 1ms, 1ms, 1ms, 1ms, 1ms, 1ms\n",
	} {
		_, err := Read(strings.NewReader(text), Options{})
		if want := "is a summary of " + tool + ","; err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %q", tool, err, want)
		}
	}
}

// TestPriorityFromTheTop: small numbers are urgent where the option says so, or the format.
func TestPriorityFromTheTop(t *testing.T) {
	log, err := Read(strings.NewReader("duration,nice\n1,3\n1,-5\n"), Options{Columns: map[string]string{"priority": "-nice"}})
	if err != nil || log.Jobs[0].Priority != -3 || log.Jobs[1].Priority != 5 {
		t.Errorf("%+v, %v, want priorities -3 and 5", log, err)
	}
	if _, err := Read(strings.NewReader("duration,nice\n1,3\n"), Options{Columns: map[string]string{"priority": "-rank"}}); err == nil || !strings.Contains(err.Error(), "-rank") {
		t.Errorf("a priority from a column that is not there: %v", err)
	}
}

// TestAroundPairs: a time before name=value pairs and the text behind them are columns.
func TestAroundPairs(t *testing.T) {
	for line, want := range map[string]string{
		"2026-03-14T09:26:53Z a=1 b=2 INFO: done":      "time=2026-03-14T09:26:53Z message=INFO: done a=1 b=2",
		`2026-03-14 09:26:53 x a=1 b="2 3" that's all`: "time=2026-03-14 09:26:53 message=that's all a=1 b=2 3",
		`[2026-03-14T09:26:53Z] a=1 b="2"`:             "time=2026-03-14T09:26:53Z a=1 b=2",
		"nothing of note a=1 time=2 more":              "message=more a=1 time=2",
		"message=a time=1":                             "message=a time=1",
	} {
		var got []string
		for _, p := range surrounded(line) {
			got = append(got, p[0]+"="+p[1])
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: %q, want %q", line, s, want)
		}
	}
}
