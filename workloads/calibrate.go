package workloads

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// A Calibration says what one iteration of each kernel costs on this machine,
// in nanoseconds. It is measured once and handed on, as JSON, to every process
// of a comparison: all of them must do the same work.
type Calibration struct {
	Hash  float64 `json:"hash_ns"`  // one step
	Walk  float64 `json:"walk_ns"`  // one load
	Alloc float64 `json:"alloc_ns"` // one block
	File  float64 `json:"file_ns"`  // one page of 4 KiB written and read
}

const (
	calibrationRepeats = 9
	calibrationBlock   = 500 * time.Microsecond // long against the clock's 50 ns
)

// Calibrate measures the kernels on one goroutine; it takes about 50 ms. Hash
// and Walk are the least of several repeats, since interference only adds;
// Alloc and File are the median, since the collector and the kernel's
// writeback are part of their cost. The error is the context's cause, or that
// no temporary file could be written.
func Calibrate(ctx context.Context) (Calibration, error) {
	table := walkTable()
	var sink uint64
	var c Calibration
	var err error
	if c.Hash, err = measure(ctx, slices.Min, func(n uint64) error { sink += hash(sink, n); return nil }); err != nil {
		return c, err
	}
	if c.Walk, err = measure(ctx, slices.Min, func(n uint64) error { sink += walk(table, sink, n); return nil }); err != nil {
		return c, err
	}
	if c.Alloc, err = measure(ctx, median, func(n uint64) error { sink += alloc(sink, n); return nil }); err != nil {
		return c, err
	}
	files, err := newFiles()
	if err != nil {
		return c, err
	}
	defer files.close()
	c.File, err = measure(ctx, median, func(n uint64) error {
		_, err := files.use(ctx, uint32(n))
		return err
	})
	return c, err
}

// measure returns nanoseconds per iteration of f.
func measure(ctx context.Context, pick func([]float64) float64, f func(n uint64) error) (float64, error) {
	timed := func(n uint64) (time.Duration, error) {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		start := time.Now()
		err := f(n)
		return time.Since(start), err
	}
	n := uint64(64)
	for ; n < 1<<30; n *= 2 {
		d, err := timed(n)
		if err != nil {
			return 0, err
		}
		if d >= calibrationBlock {
			break
		}
	}
	var costs []float64
	for range calibrationRepeats {
		d, err := timed(n)
		if err != nil {
			return 0, err
		}
		costs = append(costs, float64(d)/float64(n))
	}
	return pick(costs), nil
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

func (c Calibration) validate() error {
	for _, x := range []float64{c.Hash, c.Walk, c.Alloc, c.File} {
		if !(x > 0) || math.IsInf(x, 1) {
			return fmt.Errorf("calibration: an iteration costs %v ns, want a finite time above 0", x)
		}
	}
	return nil
}

// Computed returns what jobs compute on average when they are run: a whole number of
// steps each, which differs from what was asked for where jobs are very short.
func (c Calibration) Computed(jobs []pool.Job[Task]) time.Duration {
	if len(jobs) == 0 {
		return 0
	}
	var sum float64
	for _, job := range jobs {
		c.prepare(&job.Data)
		sum += float64(job.Data.Iterations) * c.cost(&job.Data)
	}
	return time.Duration(math.Round(sum / float64(len(jobs))))
}

// cost returns what a step of the task costs, in nanoseconds.
func (c Calibration) cost(t *Task) float64 {
	return [...]float64{Hash: c.Hash, Walk: c.Walk, Alloc: c.Alloc}[t.Kernel]
}

// prepare sets how much work makes up the task's service time.
func (c Calibration) prepare(t *Task) {
	if t.Cold > 0 {
		extra := t.extra()
		extra.Cold = 0
		c.prepare(&extra)
		t.ColdIterations, t.ColdPages = extra.Iterations, extra.Pages
	}
	t.Iterations = uint64(math.Round(float64(t.CPU) / c.cost(t)))
	if t.Wait == File {
		t.Pages = uint32(min(math.MaxUint32, math.Round(float64(t.IO())/c.File)))
	}
}
