package remote

import (
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// answers makes results of what workers report.
type answers[R any] struct {
	codec Codec
	seats map[seat]int
}

// seat is a worker of a process.
type seat struct {
	process string
	worker  int
}

// result returns the result that a record holds, which came in now.
func (a *answers[R]) result(rec *record, body []byte, id string, released time.Time) pool.Result[R] {
	now := time.Now()
	r := pool.Result[R]{JobID: id, Error: rec.asError(), Worker: -1, Completed: now}
	if rec.Worker >= 0 && rec.Process != "" {
		r.Worker = a.number(seat{rec.Process, rec.Worker})
	}
	if !rec.Never {
		r.Duration = rec.Service
		r.Started = now.Add(-rec.Service)
		r.Wait = r.Started.Sub(released)
	}
	if r.Error == nil || len(body) > 0 {
		data, err := decode[R](a.codec, body)
		if err != nil && r.Error == nil {
			r.Error = err
		}
		if err == nil {
			r.Data = data
		}
	}
	return r
}

func (a *answers[R]) number(s seat) int {
	if n, ok := a.seats[s]; ok {
		return n
	}
	if a.seats == nil {
		a.seats = map[seat]int{}
	}
	n := len(a.seats)
	a.seats[s] = n
	return n
}
