package strategytest

import (
	"errors"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// complete notes every job that did not run exactly once with exactly one
// Result that is its own, and whatever else is wrong about a run in which
// nothing goes wrong.
func (c *check) complete(s *seen) {
	if s.err != nil {
		c.errorf("%s: error %q, want none", s.label(), s.err)
	}
	for i, r := range c.accounted(s) {
		if n := s.ran[i].Load(); n != 1 {
			c.errorf("%s: job %d ran %d times, want 1", s.label(), i, n)
		}
		if r != nil {
			c.succeeded(s, i, *r)
		}
	}
}

// succeeded notes a result that is not the one of a job that went well.
func (c *check) succeeded(s *seen, i int, r pool.Result[int]) {
	if r.Error != nil {
		c.errorf("%s: job %d has error %q, want none", s.label(), i, r.Error)
	} else if r.Data != value(i) {
		c.errorf("%s: job %d has data %d, want %d", s.label(), i, r.Data, value(i))
	}
}

// accounted notes every job that has not exactly one Result, every Result
// without a job, and processors that outlive Execute. It returns the Result
// of each job, nil where there is none.
func (c *check) accounted(s *seen) []*pool.Result[int] {
	if s.running > 0 {
		c.errorf("%s: returned while %d processors were running", s.label(), s.running)
	}
	for _, odd := range s.odd {
		c.errorf("%s: %s", s.label(), odd)
	}
	number := make(map[string]int, len(s.jobs))
	for i, job := range s.jobs {
		number[job.ID] = i
	}
	byJob := make([]*pool.Result[int], len(s.jobs))
	count := make([]int, len(s.jobs))
	for k := range s.results {
		i, ok := number[s.results[k].JobID]
		if !ok {
			c.errorf("%s: a result for job %q, which is not in the batch", s.label(), s.results[k].JobID)
			continue
		}
		count[i]++
		byJob[i] = &s.results[k]
	}
	for i, n := range count {
		if n != 1 {
			c.errorf("%s: job %d has %d results, want 1 (it ran %d times)", s.label(), i, n, s.ran[i].Load())
		}
	}
	return byJob
}

// neverRan notes a Result that is not the one of a job that was given up.
func (c *check) neverRan(s *seen, i int, r pool.Result[int], cause error) {
	switch {
	case !errors.Is(r.Error, cause):
		c.errorf("%s: job %d never ran and has error %v, want the context's cause %q", s.label(), i, r.Error, cause)
	case r.Worker != -1:
		c.errorf("%s: job %d never ran and has worker %d, want -1", s.label(), i, r.Worker)
	case !r.Started.IsZero():
		c.errorf("%s: job %d never ran and has a start, want the zero time", s.label(), i)
	}
}

// span returns how long Execute took, in virtual time.
func (s *seen) span() time.Duration { return s.ended.Sub(s.began) }
