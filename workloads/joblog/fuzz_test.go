package joblog

import (
	"bytes"
	"testing"
)

// FuzzRead: no log makes Read panic, and what it reads are jobs: in order, with durations
// of a nanosecond to a year.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"arrival,duration\n2026-03-14 09:26:53 CET,1.5\n2026-03-14T09:26:54+01:00[Europe/Berlin],2s\n",
		"Date;Time;Duration;Duration\n14.03.2026;23:59:59;0:05;1\n",
		"'key','arrival','duration_ms'\n'it''s','20260314092653.5','1'\n",
		"sep=;\nstart;end;duration\n1;2;1000\n",
		" arrival | duration\n---------+---\n 46095.39366 | 1\n",
		`{"at":{"$date":"2026-03-14T09:26:53Z"},"took":{"seconds":1,"nanos":5},"took":2}`,
		"Mar 14 09:26:53 host app: id=1 duration=1s\n",
		"arrival,duration\nSat Mar 14 2026 10:26:54 GMT+0100 (CET),1\n14-Mar-26 09:26:53 m=+1,2\n",
		"time,event,count,duration\r23:59,a,2,1,5\r",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		log, err := Read(bytes.NewReader(text), Options{})
		if err != nil {
			return
		}
		for i, j := range log.Jobs {
			if j.Service < 1 || j.Service > maxDuration || j.Arrival < 0 || i > 0 && log.Arrivals && j.Arrival < log.Jobs[i-1].Arrival {
				t.Fatalf("%q: job %d: %+v", text, i, j)
			}
		}
	})
}
