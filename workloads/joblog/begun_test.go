package joblog

import (
	"strings"
	"testing"
)

// TestBegun: beside a time that may be that of the end, the column that says that it is the start
// is taken, and the log says so.
func TestBegun(t *testing.T) {
	const (
		one, end = "2026-11-28T10:00:01Z", "2026-11-28T10:00:03Z"
		two, to  = "2026-11-28T10:00:02Z", "2026-11-28T10:00:04Z"
	)
	csv := func(header string, cells ...string) string {
		return header + "\n" + strings.Join(cells, "\n") + "\n"
	}
	for _, tt := range []struct{ name, log, column string }{
		{"start with a word behind", csv("ts,start_ts,took_ms", end+","+one+",5", to+","+two+",6"), `"start_ts"`},
		{"with one in front", csv("timestamp,task_start,took_ms", end+","+one+",5", to+","+two+",6"), `"task_start"`},
		{"the last part of a dotted name", `{"ts":"` + end + `","level":"info","msg":"done","job":{"start":"` + one + `","took_ms":5}}` + "\n" +
			`{"ts":"` + to + `","level":"info","msg":"done","job":{"start":"` + two + `","took_ms":6}}` + "\n", `"job.start"`},
		{"epochs", csv("ts,job_started,took_ms", "1760000003,1760000001,5", "1760000004,1760000002,6"), `"job_started"`},
		{"no times", csv("ts,cold_start,took_ms", end+",true,5", to+",false,6"), `"ts"`},
		{"times of another kind", csv("ts,start_offset,took_ms", end+",0,5", to+",1,6"), `"ts"`},
		{"two of them", csv("ts,task_start,node_start,took_ms", end+","+one+","+one+",5", to+","+two+","+one+",6"), `"ts"`},
	} {
		log, err := Read(strings.NewReader(tt.log), Options{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		u := log.Understood.field("arrival", "end")
		if u.Column != tt.column {
			t.Errorf("%s: %s is taken, want %s", tt.name, u.Column, tt.column)
		}
		notes := strings.Join(log.Notes, "\n")
		if says := strings.Contains(notes, "column "+tt.column+" is taken as the arrival, and not \"t"); says != (tt.column != `"ts"`) {
			t.Errorf("%s: notes %q", tt.name, log.Notes)
		}
	}
}
