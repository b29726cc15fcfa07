package joblog

import (
	"bytes"
	"strings"
	"testing"
)

// TestSlots: how many workers a job takes is read, told by name or not, and written.
func TestSlots(t *testing.T) {
	for _, k := range []struct {
		text string
		o    Options
	}{
		{"duration,slots\n1,3\n2,1\n3,\n", Options{}},
		{"duration,cpus\n1,3\n2,1\n3,\n", Options{Columns: map[string]string{"slots": "cpus"}}},
	} {
		log, err := Read(strings.NewReader(k.text), k.o)
		if err != nil || len(log.Jobs) != 3 || log.Jobs[0].Slots != 3 || log.Jobs[1].Slots > 1 || log.Jobs[2].Slots > 1 {
			t.Errorf("%q: %+v, %v", k.text, log, err)
			continue
		}
		var b bytes.Buffer
		if err := log.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		if again, err := ReadCSV(&b); err != nil || again.Jobs[0].Slots != 3 || again.Jobs[1].Slots > 1 {
			t.Errorf("written and read: %+v, %v", again, err)
		}
	}
	for _, bad := range []string{"0", "-1", "1.5", "many", "2000000"} {
		if log, err := ReadCSV(strings.NewReader("duration,slots\n1," + bad + "\n")); err == nil || !strings.Contains(err.Error(), "slots") {
			t.Errorf("%s slots: %+v, %v", bad, log, err)
		}
	}
}
