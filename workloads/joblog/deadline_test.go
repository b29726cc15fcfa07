package joblog

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// TestDeadlinesAndCosts: a log may say by when its jobs were wanted and what was expected of
// them. Our own names are found; others have to be named, as they may mean other things.
func TestDeadlinesAndCosts(t *testing.T) {
	want := []Job{
		{Service: 5 * time.Millisecond, Deadline: 20 * time.Millisecond, Cost: 4 * time.Millisecond},
		{Service: 7 * time.Millisecond, Arrival: time.Millisecond, Cost: 9 * time.Millisecond},
		{Service: 9 * time.Millisecond, Arrival: 2 * time.Millisecond, Deadline: time.Second},
	}
	for _, c := range []struct {
		name, log, query string
		none             bool // the columns are not taken
	}{
		{"ours", "duration_ms,arrival_ms,deadline_ms,cost_ms\n5,0,20,4\n7,1,,9\n9,2,1000,0\n", "", false},
		{"ours in Go's words", "duration,arrival,deadline_s,cost_us\n5ms,0s,20ms,4ms\n7ms,1ms,0s,9ms\n9ms,2ms,1s,\n", "", false},
		{"named", "took_ms;sent_ms;within;foreseen\n5;0;20 ms;4\n7;1;;9\n9;2;1 s;\n", "duration=took_ms&arrival=sent_ms&deadline=within&cost=foreseen:ms", false},
		{"JSON", `{"took_ms":5,"arrival_ms":0,"deadline_ms":20,"cost_ms":4}` + "\n" + `{"took_ms":7,"arrival_ms":1,"deadline_ms":null,"cost_ms":9}` + "\n" + `{"took_ms":9,"arrival_ms":2,"deadline_ms":1000}` + "\n", "", false},
		{"other things", "duration_ms,arrival_ms,deadline,cost\n5,0,2026-03-04,0.04\n7,1,,0.09\n9,2,2026-03-05,\n", "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, err := ParseQuery(c.query)
			if err != nil {
				t.Fatal(err)
			}
			log, err := Read(strings.NewReader(c.log), o)
			if err != nil {
				t.Fatal(err)
			}
			for i, j := range log.Jobs {
				want := want[i]
				if c.none {
					want.Deadline, want.Cost = 0, 0
				}
				if j != want {
					t.Errorf("job %d is %+v, want %+v", i, j, want)
				}
			}
			if c.none {
				return
			}
			var written bytes.Buffer
			if err := log.WriteCSV(&written); err != nil {
				t.Fatal(err)
			}
			again, err := ReadCSV(&written)
			if err != nil {
				t.Fatal(err)
			}
			for i, j := range again.Jobs {
				if j != want[i] {
					t.Errorf("written and read, job %d is %+v, want %+v", i, j, want[i])
				}
			}
		})
	}
}

// TestBlankDeadlines: the columns of a Recorder whose jobs have no deadline are not told of.
func TestBlankDeadlines(t *testing.T) {
	log, err := Read(strings.NewReader("duration_ns,arrival_ns,priority,key,deadline_ns,cost_ns\n5000,0,0,,,\n7000,1000,0,,,30\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, f := range log.Understood.Fields {
		told = append(told, f.Name)
	}
	if got := strings.Join(told, " "); strings.Contains(got, "deadline") || !strings.Contains(got, "cost") {
		t.Errorf("told of %s, want cost and no deadline", got)
	}
}

// TestWrongDeadlines: a bad value is an error, or a row that is left out, and is never 0.
func TestWrongDeadlines(t *testing.T) {
	for _, cell := range []string{"-1", "soon", "2026-03-04T05:06:07Z", "1e300"} {
		for _, name := range []string{"deadline_ms", "cost_ms"} {
			log := "duration_ms,arrival_ms," + name + "\n5,0," + cell + "\n7,1,3\n"
			_, err := ReadCSV(strings.NewReader(log))
			if field := strings.TrimSuffix(name, "_ms"); err == nil || !strings.Contains(err.Error(), field) {
				t.Errorf("%s %q: error %v, want one that names it", name, cell, err)
			}
			if l, err := Read(strings.NewReader(log), Options{}); err == nil && len(l.Jobs) > 1 {
				t.Errorf("%s %q: read as %v", name, cell, l.Jobs[0])
			}
		}
	}
}
