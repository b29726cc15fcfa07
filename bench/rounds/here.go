package rounds

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/bench/plan"
	"github.com/go-foundations/poolbench/bench/record"
)

// here runs rounds in this process, some of them ahead.
type here struct {
	*Comparison
	ctx    context.Context
	cancel context.CancelFunc
	slots  chan struct{}
	ahead  int // how many rounds run at once
	begun  int // the last round that has
	all    sync.WaitGroup
	says   map[int]chan message // by round
}

func newHere(ctx context.Context, c *Comparison) *here {
	h := &here{Comparison: c, says: make(map[int]chan message)}
	h.ctx, h.cancel = context.WithCancel(ctx)
	processors := runtime.GOMAXPROCS(0)
	h.slots = make(chan struct{}, processors)
	// As many that there is something to run while the last trials of a round do.
	h.ahead = 1
	if processors > 1 {
		h.ahead += max(1, (processors-1)/max(1, c.Cells))
	}
	return h
}

// round waits for the trials of a round.
func (h *here) round(parent context.Context, round int, start time.Time) error {
	for h.begun < min(h.Rounds, round+h.ahead-1) {
		h.begun++
		h.begin(h.begun)
	}
	r := reader{Comparison: h.Comparison, round: round, start: start}
	for m := range h.says[round] {
		if parent.Err() == nil {
			r.take(m)
		}
	}
	delete(h.says, round)
	if r.err != nil {
		return fmt.Errorf("round %d: %w", round, r.err)
	}
	return nil
}

// begin begins a round.
func (h *here) begin(round int) {
	says := make(chan message, 2*h.Cells+1) // nobody has to wait for its reader
	h.says[round] = says
	p := *h.Here(round)
	p.Slots = h.slots
	h.all.Go(func() {
		defer close(says)
		err := p.RoundWithHooks(h.ctx, round, plan.Hooks{
			Begin: func(t record.Trial) error { says <- message{Begin: &t}; return nil },
			End:   func(t record.Trial) error { says <- message{Trial: &t}; return nil },
		})
		if err != nil {
			says <- message{Error: err.Error()}
		}
	})
}

// close stops the rounds that still run.
func (h *here) close() {
	h.cancel()
	h.all.Wait()
}
