package trial

import (
	"context"
	"time"

	"github.com/go-foundations/poolbench/workloads"
)

// An Outsider is a contender that has jobs done by other processes, to which a function
// cannot be sent. Outside is called before each Run or Stream, which then call Ended for
// each job instead of doing it.
type Outsider interface{ Outside(Outside) }

// An Opener is a contender that needs something which takes a while to start, such as a server.
// Open is called before it is measured with so many workers, in real time, and is no part of
// what --patience bounds. The error is that of the trial. Close follows also after an error, if
// it is a [Closer].
type Opener interface {
	Open(ctx context.Context, workers int) error
}

// A Closer is a contender that holds what would disturb the others, such as processes that
// wait for jobs. Close is called after it has been measured; a later Run starts anew.
type Closer interface{ Close() error }

// An Outside is what an [Outsider] needs for one run. Its functions are safe for concurrent
// use.
type Outside struct {
	// Task returns what job i does. A [workloads.Runner] of any process of this machine does
	// it: how much there is to compute is fixed.
	Task func(i int) workloads.Task

	// Ended records that job i has ended, when it began and completed by the clock of this
	// process, and its error.
	Ended func(i int, started, completed time.Time, err error)
}

// outside tells an Outsider of the run that comes.
func (t *Trial) outside(c Contender, ended func(i int, started, completed time.Time, err error)) {
	if o, ok := c.(Outsider); ok {
		o.Outside(Outside{Task: func(i int) workloads.Task { return t.tasks[i].Data }, Ended: ended})
	}
}

// ended records the span of a job that another process has done.
func (t *Trial) ended(i int, started, completed time.Time, err error) {
	s := &t.spans[i]
	s.runs.Add(1)
	s.started, s.completed, s.failed = started.Sub(t.began), completed.Sub(t.began), err != nil
}
