package contender

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// explained says whether what was measured follows from how often the engine asks for jobs: a
// figure that a closed form gives says nothing of the engine.
//
// A lone job waits until somebody asks, half of the interval on average, or less where several
// ask. Jobs that are all there are taken by as many at a time as the processes hold.
func (c *contender) explained(t *tally, processes int) (record.Detail, bool) {
	if c.interval == nil || len(t.waits) == 0 {
		return record.Detail{}, false
	}
	every, asks := c.interval(c.settings)
	if t.stream {
		slices.Sort(t.waits)
		half := t.waits[(len(t.waits)-1)/2]
		return record.Detail{Name: record.Configuration, Value: half.Seconds(), Note: fmt.Sprintf("%s every %v, and jobs wait for that", asks, every)},
			half >= every/10 && half <= every*5/4
	}
	times := len(t.waits) / (c.prefetch * processes)
	least := time.Duration(times) * every
	return record.Detail{Name: record.Configuration, Value: least.Seconds(),
			Note: fmt.Sprintf("%s every %v, and there were %d times as many jobs as %d processes hold", asks, every, times, processes)},
		times > 0 && t.took >= least*3/4 && t.took <= least*3/2
}
