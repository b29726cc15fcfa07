package pace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
)

// fakeTime is a clock that moves only by sleeping, always too far, and by being
// looked at.
type fakeTime struct {
	now, tooFar time.Duration
	slept       []time.Duration
}

func (f *fakeTime) clock() clock {
	return clock{
		now: func() time.Duration { f.now += 30; return f.now },
		sleep: func(d time.Duration) {
			f.slept = append(f.slept, d)
			f.now += d + f.tooFar
		},
	}
}

// TestGenerate has jobs arrive evenly and in bunches, on time and behind it.
func TestGenerate(t *testing.T) {
	const us, ms = time.Microsecond, time.Millisecond
	arrivals := []time.Duration{0, 5 * us, 5 * us, 40 * us, 3 * ms, 3*ms + 1, 50 * ms}
	for _, tt := range []struct {
		tooFar time.Duration // what a sleep takes too long
		work   time.Duration // what a submission takes
		late   time.Duration // what that makes a job late, at most
	}{
		{0, 0, 100},
		{margin - 100, 0, 100}, // as long as sleeps are in the margin nobody sees it
		{margin + 20*us, 0, 20*us + 100},
		{0, 10 * us, 20*us + 200}, // three at once, one after the other
	} {
		f := &fakeTime{tooFar: tt.tooFar}
		late := make([]time.Duration, len(arrivals))
		var order []int
		err := generate(t.Context(), f.clock(), arrivals, late, func(i int) error {
			if f.now < arrivals[i] {
				t.Errorf("%+v: job %d came at %v, before its time, %v", tt, i, f.now, arrivals[i])
			}
			order = append(order, i)
			f.now += tt.work
			return nil
		})
		if err != nil || !slices.Equal(order, []int{0, 1, 2, 3, 4, 5, 6}) {
			t.Errorf("%+v: order %v, error %v", tt, order, err)
		}
		for i, l := range late {
			if l < 0 || l > tt.late {
				t.Errorf("%+v: job %d was late by %v, want 0 to %v", tt, i, l, tt.late)
			}
		}
		for _, d := range f.slept {
			if d > slice {
				t.Errorf("slept for %v, want %v at most", d, slice)
			}
		}
	}
}

// TestGenerateDoesNotDrift: a stall makes those late that were to come meanwhile, and
// nobody after.
func TestGenerateDoesNotDrift(t *testing.T) {
	arrivals := make([]time.Duration, 1000)
	for i := range arrivals {
		arrivals[i] = time.Duration(i) * time.Millisecond
	}
	f := new(fakeTime)
	late := make([]time.Duration, len(arrivals))
	err := generate(t.Context(), f.clock(), arrivals, late, func(i int) error {
		if i == 100 {
			f.now += 50 * time.Millisecond
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range late {
		if stalled := i > 100 && i < 150; stalled != (l > 10*time.Microsecond) {
			t.Errorf("job %d of a generator that stalled for 50 ms at job 100 was late by %v", i, l)
		}
	}
}

func TestGenerateEnds(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	want := errors.New("enough")
	f := new(fakeTime)
	c := f.clock()
	sleep := c.sleep
	c.sleep = func(d time.Duration) { cancel(want); sleep(d) }
	err := generate(ctx, c, []time.Duration{0, time.Hour}, make([]time.Duration, 2), func(int) error { return nil })
	if err != want || f.now > 2*slice {
		t.Errorf("canceled during an hour's wait: error %v after %v, want the cause soon", err, f.now)
	}
	n := 0
	err = generate(t.Context(), f.clock(), make([]time.Duration, 5), make([]time.Duration, 5), func(int) error { n++; return want })
	if err != want || n != 1 {
		t.Errorf("a submission that fails: error %v after %d, want it after the first", err, n)
	}
}

// BenchmarkGenerate says how late jobs are handed over.
func BenchmarkGenerate(b *testing.B) {
	for _, rate := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("rate=%d", rate), func(b *testing.B) {
			arrivals := make([]time.Duration, rate/2)
			for i := range arrivals {
				arrivals[i] = time.Duration(i+1) * time.Second / time.Duration(rate)
			}
			var late []time.Duration
			for b.Loop() {
				var err error
				if late, err = Generate(b.Context(), time.Now(), arrivals, func(int) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
			slices.Sort(late)
			for _, q := range []float64{0.5, 0.99, 1} {
				b.ReportMetric(float64(metrics.Quantile(late, q)), fmt.Sprintf("late-p%g-ns/op", 100*q))
			}
		})
	}
}
