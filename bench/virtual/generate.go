package virtual

import (
	"math"
	"time"
)

// Generate calls submit with the number of each job at its arrival, so long after
// the call, in order. Where a job arrives at the instant at which others end, it
// comes after them, and jobs that arrive at the same instant come one after the
// other, each when all that the one before has set off has come to rest; so does
// the end of Generate. It ends early, with the error, when submit fails or the
// context of Run ends.
func (c *Clock) Generate(arrivals []time.Duration, submit func(i int) error) error {
	began := c.Now()
	for i, at := range arrivals {
		if err := c.Err(); err != nil {
			return err
		}
		if wait := began + at - c.Now(); wait > 0 {
			c.Sleep(wait, math.MaxInt64)
		} else {
			c.Turn(math.MaxInt64)
		}
		if err := submit(i); err != nil {
			return err
		}
	}
	c.Turn(math.MaxInt64) // what follows must not run beside the last job's start
	return nil
}
