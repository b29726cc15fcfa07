package gate

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// link builds the programs of a subject for a round. The control is the base as it was
// linked in the round before: each layout is then measured twice, which shows how much of
// a figure is due to layout, without another build.
func (r *runner) link(ctx context.Context, subject int) error {
	s, p := r.subjects[subject], &r.programs[subject]
	old := *p
	layout := func() uint64 {
		if r.FixedLayout {
			return 0
		}
		return 1 + r.rng.Uint64N(1<<31-1)
	}
	p.layouts[Base], p.layouts[Head] = layout(), layout()
	program := func(from Source, side int) error {
		var err error
		if p.sides[side], err = from.Program(ctx, p.layouts[side]); err != nil {
			return fmt.Errorf("%s: %w", sideNames[side], err)
		}
		return nil
	}
	var all sync.WaitGroup
	var errs [sides]error
	all.Go(func() { errs[Base] = program(s.Base, Base) })
	all.Go(func() { errs[Head] = program(s.Head, Head) })
	all.Wait()
	if old.linked {
		p.layouts[Control], p.sides[Control] = old.layouts[Base], old.sides[Base]
		r.forget(subject, old.layouts, p.layouts)
	} else {
		// The links above may include compilation: time one that does not.
		began := time.Now()
		p.layouts[Control] = layout()
		errs[Control] = program(s.Base, Control)
		p.took = time.Since(began) * 3 / 2 // two at a time
	}
	p.linked = true
	return errors.Join(errs[:]...)
}

// forget releases the layouts that are not in use any more.
func (r *runner) forget(subject int, old, now [sides]uint64) {
	s := r.subjects[subject]
	if old[Head] != now[Head] {
		s.Head.Release(old[Head])
	}
	for _, layout := range []uint64{old[Base], old[Control]} {
		if layout != now[Base] && layout != now[Control] {
			s.Base.Release(layout)
		}
	}
}

func (r *runner) release() {
	for i, p := range r.programs {
		if p.linked {
			r.subjects[i].Head.Release(p.layouts[Head])
			r.subjects[i].Base.Release(p.layouts[Base])
			r.subjects[i].Base.Release(p.layouts[Control])
		}
	}
}
