package trial

import (
	"context"
	"errors"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var (
	errSlicedCores  = errors.New("jobs in slices cannot share cores in virtual time: the workload has the option slice")
	errSlicedCopies = errors.New("runs jobs in two copies, which jobs in slices have not: the workload has the option slice")
)

// slice returns how long jobs run at a time; 0: to their end.
func (t *Trial) slice() time.Duration {
	if t.len() == 0 {
		return 0
	}
	return t.task(0).Data.Slice
}

// slicedBy has a run by goroutines do jobs in slices, if they are to be and the contender is a
// discipline of a pool, which takes jobs back.
func (t *Trial) slicedBy(c Contender) error {
	s, ok := c.(*strategy)
	t.inSlices = ok && s.hasDiscipline() && t.slice() > 0
	if t.inSlices && copies(c) {
		return errSlicedCopies
	}
	return nil
}

// slices returns in how many slices a job is done in this run.
func (t *Trial) slices(i int) int {
	if !t.inSlices {
		return 1
	}
	return t.task(i).Data.Slices()
}

// doSlice does the next slice of a job, and measures it.
func (t *Trial) doSlice(ctx context.Context, i int) (uint64, error) {
	s, task := &t.spans[i], t.tasks[i]
	k, all := int(s.runs.Add(1))-1, task.Data.Slices()
	began := time.Since(t.began)
	if k == 0 {
		s.started = began
	}
	task.Data = task.Data.Part(min(k, all-1)) // of one more than all, check tells
	sum, err := t.process(ctx, task)
	s.completed = time.Since(t.began)
	s.ran += s.completed - began
	s.failed = err != nil
	if err == nil && k+1 < all {
		err = pool.Again(0)
	}
	return sum, err
}

// bareSlice does the next slice of a job, and counts it.
func (t *Trial) bareSlice(ctx context.Context, i int) (uint64, error) {
	s, task := &t.spans[i], t.tasks[i]
	k := int(s.runs.Add(1)) - 1
	last := k+1 >= task.Data.Slices()
	if last {
		s.runs.Store(0) // for the next batch
	}
	task.Data = task.Data.Part(k)
	sum, err := t.process(ctx, task)
	if err == nil && !last {
		err = pool.Again(0)
	}
	return sum, err
}

// meanSlices returns how many slices a job was done in on average.
func (t *Trial) meanSlices() float64 {
	sum := 0.0
	for i := range t.len() {
		sum += float64(t.slices(i))
	}
	return sum / float64(t.len())
}
