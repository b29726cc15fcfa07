package joblog

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestTwins: of several columns that may be a field, the log shows which counts, or the user
// is asked, or it is said which was taken.
func TestTwins(t *testing.T) {
	for text, want := range map[string]string{ // in the error, with a flag that settles it
		"arrival,duration,duration\n1,2,3\n":                                             "--columns arrival,duration,duration_2",
		"arrival,arrival,duration\n1,2,3\n":                                              "--columns arrival,arrival_2,duration",
		"arrival,DURATION,duration\n1,2,3\n":                                             "--duration DURATION",
		"arrival,duration_ms,duration_s\n1,2,3\n":                                        "--duration duration_ms",
		`{"at": 1, "db": {"duration": 2}, "http": {"duration": 3}}`:                      "--duration db.duration",
		"arrival,duration,key,Key\n1,2,a,b\n":                                            "--key key",
		"{\"a\": {\"duration\": 1}, \"b\": {\"duration\": 2}, \"c\": {\"duration\": 3}}": "jq '[.[]]'",
		"{\"log\": \"{\\\"duration\\\": 1}\", \"time\": \"2026-03-14T09:26:53Z\"}":       "jq -r .log",
	} {
		if log, err := Read(strings.NewReader(text), Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v, %v, want an error with %s", text, log, err, want)
		}
	}
	told := Options{Names: strings.Split("arrival,duration,duration_2", ",")}
	log, err := Read(strings.NewReader("arrival,duration,duration\n1,2,3\n4,5,6\n"), told)
	if err != nil || len(log.Jobs) != 2 || log.Jobs[1] != (Job{Arrival: 3 * time.Second, Service: 5 * time.Second}) {
		t.Errorf("told: %+v, %v", log, err)
	}
	for text, want := range map[string]Job{ // the last
		"arrival,duration,duration\n1,2,2\n2,3,3\n":                              {Arrival: time.Second, Service: 3 * time.Second},
		"arrival,duration_ms,duration_s\n1,2000,2\n2,1234,1.23\n":                {Arrival: time.Second, Service: 1234 * time.Millisecond},
		`{"at": 1, "took": {"seconds": 2, "nanos": 5}}`:                          {Service: 2*time.Second + 5},
		`{"arrival": {"$date": {"$numberLong": "1773480413000"}}, "took": "2s"}`: {Service: 2 * time.Second},
		"arrival_min,duration\n1,1\n3.5,2\n":                                     {Arrival: 150 * time.Second, Service: 2 * time.Second},
		"arrival,duration,slots,priority\n1,2s,2.0,3.0\n":                        {Service: 2 * time.Second, Slots: 2, Priority: 3},
		"arrival,duration,slots,priority\n1,2s,0,high\n":                         {Service: 2 * time.Second},
		// Starts and ends tell the unit.
		"start,end,duration\n2026-03-14 09:26:53,2026-03-14 09:26:55,2000\n2026-03-14 09:26:54,2026-03-14 09:26:55,1000\n2026-03-14 09:26:55,2026-03-14 09:26:56.5,1500\n": {Arrival: 2 * time.Second, Service: 1500 * time.Millisecond},
	} {
		log, err := Read(strings.NewReader(text), Options{})
		if err != nil || len(log.Jobs) == 0 || log.Jobs[len(log.Jobs)-1] != want {
			t.Errorf("%q: %+v, %v, want %+v", text, log, err, want)
		}
	}
	for text, want := range map[string]string{ // in what is said
		"arrival,duration,latency\n1,2,3\n":                                `if it is "latency", use --duration latency`,
		`{"arrival": 1, "duration": 2, "duration": 3}`:                     `"duration" more than once: the last counts`,
		"arrival,duration,priority\n1,2,high\n":                            `column "priority" is not used: priority "high"`,
		"t,duration\n0,1\n0.5,2\n1,3\n4,1\n5,1\n6,1\n7,1\n8,1\n9,1\n9,1\n": "--arrival t",
	} {
		log, err := Read(strings.NewReader(text), Options{})
		if err != nil || !strings.Contains(fmt.Sprint(log.Notes, log.Understood.Warnings), want) {
			t.Errorf("%q: %+v, %v, want %s", text, log, err, want)
		}
	}
}

// TestDatesBeside: a time of day whose date is in another column counts with its date.
func TestDatesBeside(t *testing.T) {
	for _, text := range []string{
		"Date;Time;Duration\n14.03.2026;23:59:59;1s\n15.03.2026;00:00:01;2s\n",
		"time,date,duration\n23:59:59,2026-03-14,1s\n00:00:01,2026-03-15,2s\n",
		"datum,uhrzeit,dauer\n20260314,23:59:59,1s\n20260315,00:00:01,2s\n",
		"start_date,start_time,end_date,end_time\n2026-03-14,23:59:59,2026-03-15,00:00:00\n2026-03-15,00:00:01,2026-03-15,00:00:03\n",
		"date,start,end\n2026-03-14,23:59:58,23:59:59\n2026-03-15,00:00:00,00:00:02\n",
		"Date       Time     Duration\n2026-03-14 23:59:59 1\n2026-03-15 00:00:01 2\n",
		"date,time,duration\n3/14/2026,11:59:59 PM,1s\n3/15/2026,12:00:01 AM,2s\n",
	} {
		log, err := Read(strings.NewReader(text), Options{})
		if err != nil || len(log.Jobs) != 2 || len(log.Understood.Warnings) > 0 || log.Jobs[1] != (Job{Arrival: 2 * time.Second, Service: 2 * time.Second}) || !strings.Contains(fmt.Sprint(log.Notes), "date") {
			t.Errorf("%q: %+v, %v", text, log, err)
		}
	}
	const either = "day,due,start,duration\n2026-03-14,2026-03-15,23:59:59,1s\n"
	if log, err := Read(strings.NewReader(either), Options{}); err == nil || !strings.Contains(err.Error(), "--arrival 'day & start'") {
		t.Errorf("two dates: %+v, %v", log, err)
	}
	log, err := Read(strings.NewReader(either), Options{Columns: map[string]string{"arrival": "day & start"}})
	if err != nil || log.Start.Format(time.DateTime) != "2026-03-14 23:59:59" {
		t.Errorf("told: %+v, %v", log, err)
	}
}
