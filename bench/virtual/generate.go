package virtual

import (
	"math"
	"time"
)

// Generate calls submit with the number of each job at its arrival, counted from the call,
// in order. A job that arrives at the instant at which others end comes after them. Jobs
// that arrive at the same instant come one after the other, each when everything that the
// one before caused has come to rest; likewise Generate returns. It ends early, with the
// error, when submit fails or the context of Run ends.
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
