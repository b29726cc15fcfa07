package workloads

import (
	"strings"
	"testing"
	"time"
)

// TestParts: the slices of a job are as long as asked for, but for the last, compute first, and
// do together what the job does.
func TestParts(t *testing.T) {
	for _, task := range []Task{
		{Service: 1000, CPU: 450, Iterations: 77, Pages: 13, Slice: 300},
		{Service: 1000, CPU: 1000, Iterations: 77, Slice: 300},
		{Service: 1000, Pages: 13, Slice: 500},
		{Service: 1000, CPU: 1000, Iterations: 77, Slice: 1000},
		{Service: 1000, CPU: 1000, Iterations: 77},
		{Service: 1, CPU: 1, Iterations: 1, Slice: 300},
	} {
		var sum Task
		n := task.Slices()
		for k := range n {
			p := task.Part(k)
			if k < n-1 && p.Service != task.Slice || p.Service <= 0 || p.CPU < 0 || p.CPU > p.Service || p.CPU > 0 && sum.IO() > 0 {
				t.Errorf("%+v: slice %d is %+v", task, k, p)
			}
			sum.Service, sum.CPU, sum.Iterations, sum.Pages = sum.Service+p.Service, sum.CPU+p.CPU, sum.Iterations+p.Iterations, sum.Pages+p.Pages
		}
		if sum.Slice = task.Slice; sum != task {
			t.Errorf("%+v: its %d slices together are %+v", task, n, sum)
		}
	}
	if n := (Task{Service: 901, Slice: 300}).Slices(); n != 4 {
		t.Errorf("901 ns are %d slices of 300, want 4", n)
	}
	if got := jobsOf(t, "fixed+slice=3us", 1)[0].Data.Slice; got != 3*time.Microsecond {
		t.Errorf("jobs have slices of %v, want 3 µs", got)
	}
	const both = "fixed+keys=5+cold=2ms+slice=3us"
	if _, err := ByName(both); err == nil || !strings.Contains(err.Error(), "cold and slice cannot be combined") {
		t.Errorf("%s: %v", both, err)
	}
}
