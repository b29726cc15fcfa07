// Package handlers makes a Fetch for libraries that take messages of their own accord and
// call a handler with each, as asynq and River do. Two places belong to the library's engine:
// where the library is about to take messages, it asks the [Queue] how many are wanted, and
// the library's handler is [Queue.Handle].
package handlers

import (
	"context"
	"sync"
)

// A Queue is one that this process consumes.
type Queue struct {
	turn  chan struct{} // one Fetch at a time
	asked chan struct{} // tells Ask that something may be wanted
	come  chan struct{} // tells Fetch that something has changed

	mu     sync.Mutex // guards the following
	open   bool       // a Fetch takes what comes
	wanted int        // messages that it still asks for
	coming int        // that are asked for, or on their way to the handler
	taken  []*Delivery
}

// NewQueue returns an empty queue.
func NewQueue() *Queue {
	return &Queue{turn: make(chan struct{}, 1), asked: make(chan struct{}, 1), come: make(chan struct{}, 1)}
}

// Fetch waits for a message, and returns it with those that come along, at most max. begun is
// called once messages are wanted. Of calls at the same time one has its turn after the other.
func (q *Queue) Fetch(ctx context.Context, max int, begun func()) ([]*Delivery, error) {
	select {
	case q.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-q.turn }()
	q.begin(max)
	begun()
	ended := ctx.Done()
	for {
		select {
		case <-q.come:
		case <-ended:
			q.leaveOff()
			ended = nil // what is on its way comes
		}
		taken, complete := q.complete()
		switch {
		case !complete:
		case ctx.Err() != nil:
			for _, d := range taken {
				d.end(ErrUntouched)
			}
			return nil, context.Cause(ctx)
		default:
			for _, d := range taken {
				d.begin()
			}
			return taken, nil
		}
	}
}

// tell wakes whoever waits for a change.
func tell(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it has been told
	}
}

func (q *Queue) begin(max int) {
	q.mu.Lock()
	q.open, q.wanted = true, max
	q.mu.Unlock()
	tell(q.asked)
}

func (q *Queue) leaveOff() {
	q.mu.Lock()
	q.open, q.wanted = false, 0
	q.mu.Unlock()
}

// complete returns what has come once nothing more is to come.
func (q *Queue) complete() ([]*Delivery, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.wanted > 0 || q.coming > 0 {
		return nil, false
	}
	taken := q.taken
	q.open, q.taken = false, nil
	return taken, true
}

// Ask returns how many messages are to be taken now, at most max: none if none are wanted.
// Each of them then goes to Handle, or is told to None.
func (q *Queue) Ask(max int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(q.wanted, max)
	q.wanted -= n
	q.coming += n
	return n
}

// AskOne waits until a message is wanted. It returns false once done is closed.
func (q *Queue) AskOne(done <-chan struct{}) bool {
	for q.Ask(1) == 0 {
		select {
		case <-q.asked:
		case <-done:
			return false
		}
	}
	return true
}

// None notes that n of the messages that were asked for are not there. If others were taken,
// they are all that there are for now, unless it is still to be asked again.
func (q *Queue) None(n int, again bool) {
	q.mu.Lock()
	q.coming -= n
	switch {
	case !q.open:
	case len(q.taken)+q.coming == 0 || again:
		q.wanted += n
	default:
		q.wanted = 0
	}
	q.mu.Unlock()
	tell(q.come)
}

// handOver gives a message to the Fetch that has asked for it, unless its context has ended.
func (q *Queue) handOver(d *Delivery) bool {
	q.mu.Lock()
	q.coming--
	open := q.open
	if open {
		q.taken = append(q.taken, d)
	}
	q.mu.Unlock()
	tell(q.come)
	return open
}
