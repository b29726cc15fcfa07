package workloads

import (
	"container/list"
	"errors"
	"fmt"
	"math"
	"time"
)

// Cold is what a worker pays that comes to a key anew, whose data it has to load or whose
// connection it has to open. The zero value says nothing. It is no part of service times: neither
// the load of a stream nor the cost that strategies are told includes it.
type Cold struct {
	Extra time.Duration // how much longer a job takes on a worker that is cold for its key
	Keeps int           // for how many keys, those it had last, a worker stays warm; 0: for all
}

func (c Cold) validate() error {
	if c.Extra < 0 || c.Extra > maxFixed || c.Keeps < 0 || c.Keeps > maxKeys || c.Extra == 0 && c.Keeps > 0 {
		return fmt.Errorf("Workload.Cold is %v for %d keys, want 0 to %v for 0 to %d", c.Extra, c.Keeps, maxFixed, maxKeys)
	}
	return nil
}

var errColdKeyless = errors.New("jobs without keys are never cold: it has to have keys, such as keys=64")

// A Warmth knows for which keys the workers of a run are warm. Each worker may use it
// without regard to the others.
type Warmth struct {
	keeps int
	of    []*warm
}

// warm is the keys for which a worker is warm, the latest first.
type warm struct {
	keys list.List
	at   map[int32]*list.Element
}

// NewWarmth returns the warmth of so many workers at the start of a run: all are cold.
func NewWarmth(workers, keeps int) *Warmth { return &Warmth{keeps, make([]*warm, workers)} }

// Begin is called when a worker begins a job of a key, which is a number from 1 on, or 0 for
// none. It reports whether the worker is cold for it. From then on it is warm.
func (w *Warmth) Begin(worker int, key int32) (cold bool) {
	if key == 0 {
		return false
	}
	own := w.of[worker]
	if own == nil {
		own = &warm{at: make(map[int32]*list.Element)}
		w.of[worker] = own
	}
	if e, ok := own.at[key]; ok {
		own.keys.MoveToFront(e)
		return false
	}
	own.at[key] = own.keys.PushFront(key)
	if w.keeps > 0 && len(own.at) > w.keeps {
		delete(own.at, own.keys.Remove(own.keys.Back()).(int32))
	}
	return true
}

// AtFirst returns what the job does on a worker that is cold for its key: it takes longer by
// Cold, as much of which is computing as of the rest.
func (t Task) AtFirst() Task {
	extra := t.extra()
	t.Service += extra.Service
	t.CPU += extra.CPU
	t.Iterations += t.ColdIterations
	t.Pages += t.ColdPages
	return t
}

// extra is what a cold worker does before the job.
func (t Task) extra() Task {
	share := 1.0
	if t.Service > 0 {
		share = float64(t.CPU) / float64(t.Service)
	}
	t.CPU = time.Duration(math.Round(share * float64(t.Cold)))
	t.Service = t.Cold
	return t
}
