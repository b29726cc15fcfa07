package trial

import (
	"errors"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// CanVirtual returns why the contender cannot run in virtual time, or nil if it can.
func CanVirtual(c Contender) error {
	if r, ok := c.(RealTimer); ok && r.RealTime() != "" {
		return errors.New(r.RealTime())
	}
	return nil
}

// CanStream returns why the contender cannot run streams, or nil if it can.
func CanStream(c Contender) error {
	if _, ok := c.(Streamer); !ok {
		return noStream(c)
	}
	s, ok := c.(*strategy)
	if !ok {
		return nil
	}
	d, ok := s.discipline()
	if !ok {
		return errNoStream // written by hand
	}
	// The discipline says so when it is asked for a queue.
	_, err := d.NewQueue(pool.Setup{Workers: 1, Capacity: 1, Stream: true, Now: func() time.Duration { return 0 }})
	return err
}
