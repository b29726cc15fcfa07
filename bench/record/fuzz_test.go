package record

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzReadText: whatever the text, it is a run that Check accepts and that can be written
// and read again, or an error.
func FuzzReadText(f *testing.F) {
	const name = "BenchmarkExecute/workload=a/strategy=b/workers=1 "
	for _, line := range []string{"", name + "1 5 jobs/s", name + "1 NaN jobs/s", name + "1 -Inf jobs/s 1 allocs/job", name + "1 1e308 makespan-ns", name + "1 0 makespan-ns",
		strings.Replace(name, "=1 ", "=1/load=NaN ", 1) + "1 5 jobs/s", strings.Replace(name, "=1 ", "=-1 ", 1) + "1 5 jobs/s", "Unit jobs/s better=higher"} {
		f.Add([]byte(line + "\n"))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		run, err := ReadText(bytes.NewReader(data))
		if err != nil {
			return
		}
		if err := run.Check(); err != nil {
			t.Fatalf("ReadText(%q) gives what Check refuses: %v", data, err)
		}
		var text bytes.Buffer
		if err := run.WriteBench(&text); err != nil {
			t.Fatalf("ReadText(%q) cannot be written: %v", data, err)
		}
		again, err := ReadText(bytes.NewReader(text.Bytes()))
		if err != nil || len(again.Trials) != len(run.Trials) {
			t.Fatalf("ReadText(%q), written as %q, reads as %v, %v", data, text.Bytes(), again, err)
		}
	})
}
