package plan

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
)

// A cell is a trial that is to be run.
type cell struct {
	*measurer
	number    int // of the contender
	contender trial.Contender
	record    record.Trial // lacks the result
}

// together runs trials at once. A nil value has none.
type together struct {
	slots chan struct{} // a trial holds a place in it while it runs
	cells []cell
}

// newTogether returns nil if trials are to run one after the other.
func newTogether(slots chan struct{}) *together {
	if slots == nil {
		return nil
	}
	return &together{slots: slots}
}

func (g *together) add(c cell) { g.cells = append(g.cells, c) }

// run runs the trials, and calls the hooks in the order of their positions.
func (g *together) run(parent context.Context, hooks Hooks) error {
	if g == nil {
		return nil
	}
	if hooks.Ran != nil {
		return errors.New("plan: Slots and Hooks.Ran cannot be combined")
	}
	ctx, cancel := context.WithCancel(parent)
	ended := make([]chan outcome, len(g.cells))
	for i := range ended {
		ended[i] = make(chan outcome, 1)
	}
	chains := g.chains()
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(cap(g.slots), len(chains)) {
		all.Go(func() {
			for k := next.Add(1) - 1; k < int64(len(chains)); k = next.Add(1) - 1 {
				for _, i := range chains[k] {
					ended[i] <- g.one(ctx, g.cells[i])
				}
			}
		})
	}
	defer all.Wait()
	defer cancel()
	for i := range g.cells {
		if hooks.Begin != nil {
			if err := hooks.Begin(g.cells[i].record); err != nil {
				return err
			}
		}
		if err := (<-ended[i]).tell(hooks); err != nil {
			return err
		}
		g.cells[i] = cell{} // with what only it needs
	}
	return nil
}

// one runs a trial when there is a slot for it.
func (g *together) one(ctx context.Context, c cell) outcome {
	select {
	case g.slots <- struct{}{}:
	case <-ctx.Done():
		return outcome{ended: context.Cause(ctx)}
	}
	defer func() { <-g.slots }()
	return c.measure(ctx, c.contender, c.record, Hooks{})
}

// chains returns the trials that have to run one after the other: all of a contender that
// learns, since what it learns in one it uses in the next.
func (g *together) chains() [][]int {
	var out [][]int
	learners := make(map[int]int) // the chain of each contender that learns
	for i, c := range g.cells {
		if l, ok := c.contender.(trial.Learner); !ok || l.Lessons() == 0 {
			out = append(out, []int{i})
		} else if at, ok := learners[c.number]; ok {
			out[at] = append(out[at], i)
		} else {
			learners[c.number] = len(out)
			out = append(out, []int{i})
		}
	}
	return out
}
