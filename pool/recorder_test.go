package pool

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestRecorder: one row for each job, with its service time, when it was created or else
// handed over, its priority and its key, whatever is in that, and its deadline and cost.
func TestRecorder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		rec := NewRecorder(&log)
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(Record(rec, func(_ context.Context, job Job[int]) (int, error) {
			time.Sleep(time.Duration(job.Data) * time.Second)
			return job.Data, errors.New("of the job, which is none of the recorder's business")
		}))
		began := time.Now()
		p.AddJobs([]Job[int]{{Data: 1, Created: began.Add(-time.Minute), Priority: 3, Key: `a "b", c`}, {Data: 2, Key: " x", Deadline: began.Add(time.Minute), Cost: 4},
			{Data: 3, Deadline: began.Add(-time.Hour)}})
		results, err := p.Run()
		if err != nil || results[1].Data != 2 || results[1].Error == nil {
			t.Fatal(results, err)
		}
		if err := rec.Flush(); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&log).ReadAll()
		want := [][]string{{"duration_ns", "arrival_ns", "priority", "key", "deadline_ns", "cost_ns"},
			{"1000000000", "-60000000000", "3", `a "b", c`, "", ""}, {"2000000000", "0", "0", " x", "60000000000", "4"},
			{"3000000000", "0", "0", "", "1", ""}}
		if err != nil || !slices.EqualFunc(rows, want, slices.Equal[[]string]) {
			t.Errorf("%q, %v, want %q", rows, err, want)
		}
	})
}

// TestRecorderKnowsWaits: jobs without Created that wait in a stream, in a batch and with a
// strategy written by hand are recorded with their arrival, not with their start; and
// without a pool with their start.
func TestRecorderKnowsWaits(t *testing.T) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, p *WorkerPool[int, int], process Processor[int, int], jobs []Job[int])
		want []string
	}{
		{"stream", func(t *testing.T, p *WorkerPool[int, int], _ Processor[int, int], jobs []Job[int]) {
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			for i := range jobs {
				if err := p.Submit(t.Context(), jobs[i]); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Millisecond)
			}
			p.Close()
		}, []string{"0", "1000000", "2000000"}},
		{"batch", func(t *testing.T, p *WorkerPool[int, int], _ Processor[int, int], jobs []Job[int]) {
			p.AddJobs(jobs)
			p.Run()
		}, []string{"0", "0", "0"}},
		{"by hand", func(t *testing.T, p *WorkerPool[int, int], _ Processor[int, int], jobs []Job[int]) {
			p.WithStrategy(inTurn{}).AddJobs(jobs)
			p.Run()
		}, []string{"0", "0", "0"}},
		{"no pool", func(t *testing.T, _ *WorkerPool[int, int], process Processor[int, int], jobs []Job[int]) {
			for i := range jobs {
				process(t.Context(), jobs[i])
			}
		}, []string{"0", "1000000000", "2000000000"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				rec := NewRecorder(&log)
				process := Record(rec, func(context.Context, Job[int]) (int, error) { time.Sleep(time.Second); return 0, nil })
				p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(process)
				c.run(t, p, process, make([]Job[int], 3))
				rec.Flush()
				rows, err := csv.NewReader(&log).ReadAll()
				if err != nil || len(rows) != 4 {
					t.Fatal(rows, err)
				}
				for i, want := range c.want {
					if got := rows[i+1][1]; got != want {
						t.Errorf("job %d arrived at %s, want %s", i, got, want)
					}
				}
			})
		})
	}
}

// inTurn is written by hand: one job after the other.
type inTurn struct{}

func (inTurn) Name() string { return "in-turn" }

func (inTurn) Execute(ctx context.Context, _ *Config, jobs []Job[int], process Processor[int, int], results chan<- Result[int]) error {
	for i := range jobs {
		data, err := process(ctx, jobs[i])
		results <- Result[int]{JobID: jobs[i].ID, Data: data, Error: err}
	}
	return nil
}

type failingWriter struct{ writes int }

var errFull = errors.New("disk full")

func (w *failingWriter) Write([]byte) (int, error) { w.writes++; return 0, errFull }

// TestRecorderFails: jobs go on when the writer fails, which is asked once and told.
func TestRecorderFails(t *testing.T) {
	w := new(failingWriter)
	rec := NewRecorder(w)
	p := NewWithConfig[int, int](Config{NumWorkers: 4}).WithProcessor(Record(rec, func(context.Context, Job[int]) (int, error) { return 1, nil }))
	jobs := make([]Job[int], 5000)
	for i := range jobs {
		jobs[i].Key = strings.Repeat("k", 20)
	}
	p.AddJobs(jobs)
	results, err := p.Run()
	if err != nil || len(results) != len(jobs) || results[4999].Error != nil {
		t.Fatal(len(results), err)
	}
	if err := rec.Flush(); !errors.Is(err, errFull) || w.writes != 1 {
		t.Errorf("%v after %d writes", err, w.writes)
	}
}

// BenchmarkRecorder is what recording costs a job.
func BenchmarkRecorder(b *testing.B) {
	work := func(_ context.Context, job Job[int]) (int, error) {
		x := uint64(job.Data)
		for range 2000 { // some 4 us
			x += 0x9e3779b97f4a7c15
			x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		}
		return int(x), nil
	}
	for _, recorded := range []bool{false, true} {
		b.Run(fmt.Sprintf("recorded=%v", recorded), func(b *testing.B) {
			f := Processor[int, int](work)
			if recorded {
				f = Record(NewRecorder(io.Discard), f)
			}
			p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(f)
			jobs := make([]Job[int], 10_000)
			var results []Result[int]
			b.ReportAllocs()
			for b.Loop() {
				p.AddJobs(jobs)
				var err error
				if results, err = p.RunInto(b.Context(), results); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(len(jobs)), "ns/job")
		})
	}
}
