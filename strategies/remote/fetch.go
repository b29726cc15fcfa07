package remote

import (
	"context"
	"fmt"
)

// suspectsOf names the queue of the jobs that may have killed a worker.
func suspectsOf(queue string) string { return queue + "-suspects" }

// fetchJobs fetches as many jobs as there is room for, and runs them.
func (v *serving[T, R]) fetchJobs() error {
	for {
		select {
		case v.room <- struct{}{}:
		case <-v.ctx.Done():
			return context.Cause(v.ctx)
		}
		n := 1
		for more := true; more; {
			select {
			case v.room <- struct{}{}:
				n++
			default:
				more = false
			}
		}
		deliveries, err := v.fetch(v.queue, n)
		if err != nil {
			return err
		}
		for range n - len(deliveries) {
			<-v.room
		}
		for _, d := range deliveries {
			if h := v.accept(d, nil); h == nil {
				<-v.room
			} else if d.Attempt() > 1 {
				v.accuse(h)
			} else {
				v.start(h)
			}
		}
	}
}

// fetchSuspects fetches one suspect after the other: if this process dies, it was this one,
// or a job that is not suspected yet.
func (v *serving[T, R]) fetchSuspects() error {
	for {
		deliveries, err := v.fetch(v.suspects, 1)
		if err != nil {
			return err
		}
		h := v.accept(deliveries[0], make(chan struct{}))
		if h == nil {
			continue
		}
		// The worker that it was fetched from before it became a suspect is one, too.
		if kills := h.header.Kills + h.Attempt(); kills >= v.maxKills {
			v.fail(h, fmt.Errorf("%w (%d)", ErrKilledWorkers, kills))
		} else {
			v.start(h)
		}
		<-h.suspect
	}
}

// fetch fetches at most n messages. It tries again until the context has ended.
func (v *serving[T, R]) fetch(queue string, n int) (deliveries []Delivery, err error) {
	err = v.retry(v.ctx, "fetch", func() error {
		deliveries, err = v.Engine.Fetch(v.ctx, queue, n)
		return err
	})
	return deliveries, err
}

// accept registers a job that is here, so that its lease is extended. It returns nil if
// there is nothing to run.
func (v *serving[T, R]) accept(d Delivery, suspect chan struct{}) *held {
	header, _, err := unseal[jobHeader](d.Body())
	if err != nil {
		v.log.Error("remote: a message that is no job is dropped", "queue", v.queue, "err", err)
		v.ack(v.ctx, d)
		return nil
	}
	h := &held{Delivery: d, header: header, suspect: suspect}
	v.mu.Lock()
	gone := v.gone[header.target()]
	if !gone {
		v.held[h] = true
	}
	v.mu.Unlock()
	if gone {
		v.ack(v.ctx, d)
		return nil
	}
	return h
}

// accuse makes a suspect of a job that was delivered before.
func (v *serving[T, R]) accuse(h *held) {
	if err := v.Engine.Publish(v.ctx, v.suspects, h.Body()); err != nil {
		h.back = true
	}
	ctx, cancel := v.late()
	defer cancel()
	v.finish(ctx, h)
}

// start hands a job to the pool.
func (v *serving[T, R]) start(h *held) {
	_, body, err := unseal[jobHeader](h.Body())
	var data T
	if err == nil {
		data, err = decode[T](v.codec, body)
	}
	if err != nil {
		v.fail(h, err)
		return
	}
	answer, err := v.Pool.Ask(v.ctx, jobOf(&h.header, data))
	if err != nil {
		v.stop(fmt.Errorf("remote: the pool takes no job: %w", err))
		h.back = true
		v.reports <- h
		return
	}
	v.waits.Go(func() {
		v.settle(h, <-answer)
		v.reports <- h
	})
}
