package trial

import (
	"context"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// copies reports whether the contender may run a job in two copies at once.
func copies(c Contender) bool {
	s, ok := c.(*strategy)
	if !ok {
		return false
	}
	d, ok := s.discipline()
	if !ok {
		return false
	}
	q, err := d.NewQueue(pool.Setup{Workers: 1, Capacity: 1, Stream: true, Now: func() time.Duration { return 0 }})
	if err != nil {
		return false
	}
	_, ok = pool.As[pool.Copier](q)
	return ok
}

// doCopy does a copy of a job. Both are measured apart: they run at once.
func (t *Trial) doCopy(ctx context.Context, i int, copy pool.Copy) (uint64, error) {
	s, task := &t.spans[i], t.tasks[i]
	if copy.Second {
		s, task.Data = &t.seconds[i], task.Data.Copy()
	}
	s.runs.Add(1)
	s.started = time.Since(t.began)
	if t.warmth != nil && t.beginCold(ctx, i) {
		s.cold = true
		task = atFirst(task)
	}
	check, err := t.process(ctx, task)
	s.completed = time.Since(t.began)
	s.failed = err != nil
	return check, err
}

// merge makes one span of the two of a job in two copies: it starts with the first one, and
// ends with the one that succeeds first.
func (t *Trial) merge() {
	for i := range t.seconds {
		first, second := &t.spans[i], &t.seconds[i]
		if second.runs.Load() == 0 || second.failed {
			continue
		}
		if first.failed || second.completed < first.completed {
			first.completed, first.failed = second.completed, false
		}
	}
}
