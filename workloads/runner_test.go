package workloads

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// unit makes the expected iterations plain: one per nanosecond or per 2.
var unit = Calibration{Hash: 1, Walk: 2, Alloc: 1, File: 1000}

func job(t Task) []pool.Job[Task] { return []pool.Job[Task]{{ID: "j", Data: t}} }

func runner(t *testing.T, jobs []pool.Job[Task]) *Runner {
	t.Helper()
	r, err := NewRunner(unit, jobs)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func TestCalibrate(t *testing.T) {
	c, err := Calibrate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.validate(); err != nil {
		t.Error(err)
	}
	text, err := json.Marshal(c)
	var back Calibration
	if err != nil || json.Unmarshal(text, &back) != nil || back != c {
		t.Errorf("calibration %+v came back from JSON as %+v", c, back)
	}
	stop := errors.New("stop")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	if _, err := Calibrate(ctx); err != stop {
		t.Errorf("Calibrate after cancellation: %v, want the cause", err)
	}
	if _, err := NewRunner(Calibration{}, nil); err == nil {
		t.Error("NewRunner without a calibration: no error")
	}
}

func TestWorkIsFixed(t *testing.T) {
	jobs := append(job(Task{Service: 1000, CPU: 1000}), job(Task{Service: 1000, CPU: 600, Kernel: Walk, Wait: File})...)
	jobs[1].Data.Service += 5000
	r := runner(t, jobs)
	if a, b := jobs[0].Data, jobs[1].Data; a.Iterations != 1000 || b.Iterations != 300 || b.Pages != 5 {
		t.Errorf("iterations %d and %d, pages %d, want 1000, 300, 5", a.Iterations, b.Iterations, b.Pages)
	}
	for _, k := range []Kernel{Hash, Walk, Alloc} {
		js := job(Task{Service: 1000, CPU: 1000, Kernel: k, Seed: 7})
		runner(t, js)
		one, err := r.Process(t.Context(), js[0])
		two, _ := r.Process(t.Context(), js[0])
		if err != nil || one != two {
			t.Errorf("%v: checksums %d and %d, error %v, want equal", k, one, two, err)
		}
		js[0].Data.Iterations++
		if more, _ := r.Process(t.Context(), js[0]); more == one && k != Alloc {
			t.Errorf("%v: one more iteration gives the same checksum", k)
		}
	}
}

func TestComputingDoesNotAllocate(t *testing.T) {
	for _, k := range []Kernel{Hash, Walk} {
		js := job(Task{Service: 1000, CPU: 1000, Kernel: k})
		r := runner(t, js)
		if n := testing.AllocsPerRun(100, func() { r.Process(t.Context(), js[0]) }); n != 0 {
			t.Errorf("%v: %v allocations a job, want 0", k, n)
		}
	}
}

func TestWalkVisitsEverything(t *testing.T) {
	table := walkTable()
	if at := walk(table, 5, walkLength); at != walk(table, 5, 0) {
		t.Error("the cycle does not close after its length")
	}
	seen := make([]bool, walkLength)
	at := uint32(0)
	for range walkLength {
		if seen[at] {
			t.Fatalf("place %d comes twice", at)
		}
		seen[at] = true
		at = table[at]
	}
}

func TestWaitsTakeTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		js := job(Task{Service: time.Hour, CPU: time.Microsecond})
		r := runner(t, js)
		start := time.Now()
		if _, err := r.Process(t.Context(), js[0]); err != nil || time.Since(start) != js[0].Data.IO() {
			t.Errorf("timer job took %v, error %v, want %v", time.Since(start), err, js[0].Data.IO())
		}
		stop := errors.New("stop")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Minute, func() { cancel(stop) })
		start = time.Now()
		if _, err := r.Process(ctx, js[0]); err != stop || time.Since(start) != time.Minute {
			t.Errorf("cancelled timer job: %v after %v, want the cause after a minute", err, time.Since(start))
		}
	})
}

func TestRealIO(t *testing.T) {
	for _, w := range []Wait{HTTP, File} {
		js := job(Task{Service: 2 * time.Millisecond, Wait: w})
		r := runner(t, js)
		folder := ""
		if w == File {
			folder = r.files.folder
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 3 {
					if _, err := r.Process(t.Context(), js[0]); err != nil {
						t.Errorf("%v: %v", w, err)
					}
				}
			})
		}
		wg.Wait()
		stop := errors.New("stop")
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(stop)
		if _, err := r.Process(ctx, js[0]); err != stop {
			t.Errorf("%v: error %v after cancellation, want the cause", w, err)
		}
		if err := r.Close(); err != nil {
			t.Errorf("%v: Close: %v", w, err)
		}
		if w == File {
			if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("folder is still there after Close: %v", err)
			}
		}
	}
}

// A request under way ends with the context, and its server can be closed.
func TestCancelledRequest(t *testing.T) {
	js := job(Task{Service: time.Hour, Wait: HTTP})
	r := runner(t, js)
	stop := errors.New("stop")
	ctx, cancel := context.WithCancelCause(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := r.Process(ctx, js[0])
		done <- err
	}()
	cancel(stop)
	if err := <-done; err != stop {
		t.Errorf("cancelled request: %v, want the cause", err)
	}
}

// TestRunnerOfOthers: jobs that one runner has prepared are the same work for another one,
// also after a way through JSON.
func TestRunnerOfOthers(t *testing.T) {
	jobs := append(append(job(Task{Service: 2000, CPU: 2000, Seed: 7}), job(Task{Service: 3000, CPU: 1000, Wait: HTTP})...),
		job(Task{Service: 9000, CPU: 1000, Kernel: Walk, Wait: File})...)
	mine := runner(t, jobs)
	others, err := NewRunnerOfOthers()
	if err != nil {
		t.Fatal(err)
	}
	defer others.Close()
	for _, j := range jobs {
		want, err := mine.Process(t.Context(), j)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(j.Data)
		if err != nil {
			t.Fatal(err)
		}
		var there pool.Job[Task]
		if err := json.Unmarshal(text, &there.Data); err != nil {
			t.Fatal(err)
		}
		if got, err := others.Process(t.Context(), there); err != nil || got != want {
			t.Errorf("%+v: %d, error %v, want %d", j.Data, got, err, want)
		}
	}
}
