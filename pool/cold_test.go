package pool_test

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
	"unsafe"

	. "github.com/go-foundations/poolbench/pool"
)

// coldEnv makes a process of this test run one first batch, and print what it took.
const coldEnv = "POOL_COLD_START"

// BenchmarkCold is a first batch of jobs that do nothing, each time in a fresh process, whose
// results lie in memory that nobody has touched; and how long two goroutines take that only
// touch as much memory, page by page, in another process.
func BenchmarkCold(b *testing.B) {
	var batch, touch float64
	for b.Loop() {
		batch += coldRun(b, "batch")
		touch += coldRun(b, "touch")
	}
	b.ReportMetric(batch/float64(b.N), "ns/job")
	b.ReportMetric(touch/float64(b.N), "touch-ns/job")
}

// coldRun returns how many nanoseconds a job takes in a fresh process.
func coldRun(tb testing.TB, what string) (each float64) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestColdChild$")
	cmd.Env = append(os.Environ(), coldEnv+"="+what)
	out, err := cmd.Output()
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := fmt.Sscanf(string(out), "%g ns/job", &each); err != nil {
		tb.Fatalf("%v in %q", err, out)
	}
	return each
}

// TestColdChild is that process.
func TestColdChild(t *testing.T) {
	what := os.Getenv(coldEnv)
	if what == "" {
		t.Skip("runs only as a child of BenchmarkCold")
	}
	jobs := make([]Job[int], benchJobs)
	for i := range jobs {
		jobs[i].Data = i // touched: they are the caller's
	}
	p := NewWithConfig[int, int](Config{NumWorkers: benchWorkers}).WithProcessor(nop)
	began := time.Now()
	switch what {
	case "batch":
		p.AddJobs(jobs)
		if _, err := p.Run(); err != nil {
			t.Fatal(err)
		}
	case "touch":
		results := make([]Result[int], benchJobs)
		var all sync.WaitGroup
		for w := range benchWorkers {
			all.Go(func() {
				step := max(1, os.Getpagesize()/int(unsafe.Sizeof(results[0])))
				for i := w * step; i < len(results); i += benchWorkers * step {
					results[i].Worker = 1
				}
			})
		}
		all.Wait()
	}
	fmt.Printf("%g ns/job\n", float64(time.Since(began).Nanoseconds())/benchJobs)
}

// TestColdRun: a fresh process prints what its first batch took.
func TestColdRun(t *testing.T) {
	for _, what := range []string{"batch", "touch"} {
		if each := coldRun(t, what); each <= 0 {
			t.Errorf("%s: %v ns/job", what, each)
		}
	}
}
