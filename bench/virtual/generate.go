package virtual

import (
	"math"
	"time"
)

// Generate calls submit with the number of each job at its arrival, counted from the call,
// in order. A job that arrives at the instant at which others end is submitted after them.
// Jobs that arrive at the same instant are submitted one after the other, each when
// everything caused by the one before it has come to rest; Generate returns likewise. It
// ends early, with the error, if submit fails or the context of Run ends.
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
	c.Turn(math.MaxInt64) // the caller must not run concurrently with the last job's start
	return nil
}
