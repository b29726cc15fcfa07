package joblog

import (
	"strings"
	"testing"
	"time"
)

// TestContainers: what other programs wrap around a table does not count, and a row whose
// cells have moved is none.
func TestContainers(t *testing.T) {
	want := []Job{{Service: time.Second, Key: "a"}, {Arrival: time.Second, Service: 2500 * time.Millisecond, Key: "b"}}
	for _, text := range []string{
		"'key','arrival','duration'\n'a','2026-03-14 09:26:53','1s'\n'b','2026-03-14 09:26:54','2.5s'\n",
		"sep=;\nkey;arrival;duration\na;2026-03-14 09:26:53;1s\nb;2026-03-14 09:26:54;2,5s\n",
		"SEP=,\r\nkey,arrival,duration\r\na,2026-03-14 09:26:53,1\r\nb,2026-03-14 09:26:54,2.5\r\n",
		"key,arrival,duration\ra,2026-03-14 09:26:53,1\rb,2026-03-14 09:26:54,2.5\r",
		"key,Stra\xdfe,arrival,dur\xe9e\na,x,2026-03-14 09:26:53,1\nb,y\xe4,2026-03-14 09:26:54,2.5\n",
		" key | arrival             | duration\n-----+---------------------+----------\n a   | 2026-03-14 09:26:53 | 1\n b   | 2026-03-14 09:26:54 | 2.5\n",
		"+-----+---------------------+----------+\n| key | arrival             | duration |\n+-----+---------------------+----------+\n| a   | 2026-03-14 09:26:53 | 1        |\n| b   | 2026-03-14 09:26:54 | 2.5      |\n+-----+---------------------+----------+\n",
		"| key | arrival | duration |\n|:---|---:|---|\n| a | 2026-03-14 09:26:53 | 1 |\n| b | 2026-03-14 09:26:54 | 2.5 |\n",
		"key,arrival,duration\na,2026-03-14 09:26:53,1\nkey,arrival,duration\nb,2026-03-14 09:26:54,2.5\n",
		"key,arrival,duration\na,2026-03-14 09:26:53,1,\nb,2026-03-14 09:26:54,2.5,,\n",
	} {
		log, err := Read(strings.NewReader(text), Options{})
		if err != nil || log.Bad != nil || len(log.Jobs) != 2 || log.Jobs[0] != want[0] || log.Jobs[1] != want[1] {
			t.Errorf("%q: %+v, %v", text, log, err)
		}
	}
	log, err := Read(strings.NewReader("'key','arrival','duration'\n'it''s, \"so\"','1','1s'\n"), Options{})
	if err != nil || log.Jobs[0].Key != `it's, "so"` {
		t.Errorf("single quotes: %+v, %v", log, err)
	}
	// A comma too many moves a size into the duration.
	log, err = Read(strings.NewReader("name,arrival,size,duration\na,0,100,1\nb,1,100,1\n2,1,2,100,1\nc,3,100,1\n"), Options{})
	if err != nil || log.Understood.Dropped != 1 || !strings.Contains(log.Understood.Why[0], "line 4: 5 cells, and the header has 4") {
		t.Errorf("a comma too many: %+v, %v", log, err)
	}
	if log, err := Read(strings.NewReader("arrival,duration,size\n0,1,5\n1,1,5\n2,1,5\narrival,size,duration\n3,5,1\n4,5,1\n"), Options{}); err == nil || !strings.Contains(err.Error(), "line 5 is another header") {
		t.Errorf("another header: %+v, %v", log, err)
	}
}
