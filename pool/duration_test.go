package pool_test

import (
	"testing"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestDurationIsTheWork holds the mean Duration of fixed work of about a
// microsecond to within 15 % of the same work in a plain loop: what a worker
// does between jobs, such as a send, must not count as the next job's time.
//
// It is the one test that looks at the real clock. It compares both within a
// millisecond or two, again and again, and is content with one time in which
// nobody disturbed; what is wrong with the clock is wrong every time.
func TestDurationIsTheWork(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector slows the work and the rest unequally")
	}
	const jobs, attempts = 1000, 200
	list := make([]Job[int], jobs)
	for i := range list {
		list[i].Data = i
	}
	config := Config{NumWorkers: 1}
	for _, path := range []struct {
		name string
		run  func(t *testing.T, yield func(Result[int]))
	}{
		{"by index", func(t *testing.T, yield func(Result[int])) {
			p := NewWithConfig[int, int](config).WithProcessor(spin)
			p.AddJobs(list)
			results, err := p.Run()
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range results {
				yield(r)
			}
		}},
		{"through a channel", func(t *testing.T, yield func(Result[int])) {
			results := make(chan Result[int], 16)
			go func() {
				defer close(results)
				if err := FromDiscipline[int, int](FIFO{}).Execute(t.Context(), &config, list, spin, results); err != nil {
					t.Error(err)
				}
			}()
			for r := range results {
				yield(r)
			}
		}},
		{"in a stream", func(t *testing.T, yield func(Result[int])) {
			p := NewWithConfig[int, int](config).WithProcessor(spin)
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			go func() {
				for _, job := range list {
					p.Submit(t.Context(), job)
				}
				p.Close()
			}()
			for r := range p.Results() {
				yield(r)
			}
		}},
	} {
		t.Run(path.name, func(t *testing.T) {
			best := 0.0
			for range attempts {
				began := time.Now()
				for i := range list {
					sink += work(i)
				}
				alone := time.Since(began) / jobs
				var sum time.Duration
				path.run(t, func(r Result[int]) { sum += r.Duration })
				ratio := float64(sum/jobs) / float64(alone)
				if ratio > 0.85 && ratio < 1.15 {
					return
				}
				if best == 0 || ratio < best {
					best = ratio
				}
			}
			t.Errorf("the mean Duration is %.2f of the work alone at best, in %d attempts; want 0.85 to 1.15", best, attempts)
		})
	}
}

// sink keeps work from being dropped.
var sink int

// TestAllocations: a batch costs a few allocations, not some per job.
func TestAllocations(t *testing.T) {
	const jobs = 10_000
	list := make([]Job[int], jobs)
	var results []Result[int]
	p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double)
	perRun := testing.AllocsPerRun(5, func() {
		p.AddJobs(list)
		var err error
		if results, err = p.RunInto(t.Context(), results); err != nil {
			t.Error(err)
		}
	})
	if perRun/jobs > 0.01 {
		t.Errorf("%v allocations for %d jobs, want at most 0.01 a job", perRun, jobs)
	}
}
