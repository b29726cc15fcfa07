package remote

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// fail reports that a job has failed without having run.
func (v *serving[T, R]) fail(h *held, err error) {
	h.rec = record{Kind: kindResult, Epoch: h.header.Epoch, Number: h.header.Number, Never: true, Process: v.process, Worker: -1, Attempt: v.attempts(h)}
	h.rec.setError(err)
	v.reports <- h
}

// attempts returns how often a job was delivered, as far as is known.
func (v *serving[T, R]) attempts(h *held) int {
	if h.suspect == nil {
		return h.Attempt()
	}
	return h.header.Kills + h.Attempt() + 1
}

// settle makes a record of the pool's result.
func (v *serving[T, R]) settle(h *held, r pool.Result[R]) {
	h.rec = record{Kind: kindResult, Epoch: h.header.Epoch, Number: h.header.Number, Service: r.Duration, Never: r.Started.IsZero(),
		Process: v.process, Worker: r.Worker, Attempt: v.attempts(h)}
	if r.Error != nil {
		h.rec.setError(r.Error)
		h.back = v.ctx.Err() != nil || h.rec.Never && !errors.Is(r.Error, pool.ErrDropped)
	}
	body, err := v.codec.Marshal(r.Data)
	switch {
	case err == nil:
		h.body = body
	case r.Error == nil:
		h.rec.setError(fmt.Errorf("remote: cannot encode a %T: %w", r.Data, err))
	}
}

// report reports jobs, with each round trip as many as have ended meanwhile.
func (v *serving[T, R]) report() {
	defer close(v.reported)
	for first := range v.reports {
		all := []*held{first}
		for more := true; more && len(all) < chunkJobs; {
			select {
			case h, ok := <-v.reports:
				if more = ok; ok {
					all = append(all, h)
				}
			default:
				more = false
			}
		}
		v.reportAll(all)
	}
}

// target is where the result of a job goes.
type target struct {
	run, epoch string
	log        int
}

func (h *jobHeader) target() target { return target{h.Run, h.Epoch, h.Log} }

// reportAll reports jobs run by run.
func (v *serving[T, R]) reportAll(all []*held) {
	results := map[target][][]byte{}
	for _, h := range all {
		if !h.back {
			to := h.header.target()
			results[to] = append(results[to], seal(h.rec, h.body))
		}
	}
	ctx, cancel := v.late()
	defer cancel()
	failed := map[target]bool{}
	for to, records := range results {
		err := v.append(ctx, to, records)
		if errors.Is(err, ErrGone) {
			v.mu.Lock()
			v.gone[to] = true
			v.mu.Unlock()
		} else if err != nil {
			failed[to] = true
		}
	}
	for _, h := range all {
		h.back = h.back || failed[h.header.target()]
		v.finish(ctx, h)
	}
}

// append stores results. If their log is gone, or has stored nothing for as long as a lease lasts, they go
// to the next one, if the coordinator has begun it.
func (v *serving[T, R]) append(ctx context.Context, to target, records [][]byte) error {
	first := max(to.log, v.moved[to])
	began := time.Now()
	return v.retry(ctx, "append", func() error {
		err := v.Engine.Append(ctx, logOf(to.run, first), records...)
		if err == nil || !errors.Is(err, ErrGone) && time.Since(began) < v.Engine.AckWait() {
			return err
		}
		for number := first + 1; number <= maxLogs; number++ {
			later := v.Engine.Append(ctx, logOf(to.run, number), records...)
			if later == nil {
				v.moved[to] = number
				return nil
			}
			if errors.Is(later, ErrGone) {
				break
			}
		}
		return err
	})
}

// finish ends the lease of a job.
func (v *serving[T, R]) finish(ctx context.Context, h *held) {
	v.mu.Lock()
	delete(v.held, h)
	v.mu.Unlock()
	switch {
	case !h.back:
		v.ack(ctx, h)
	case h.suspect == nil:
		h.Nak(ctx) // otherwise it comes back when its lease ends
	default:
		v.excuse(ctx, h)
	}
	if h.suspect == nil {
		<-v.room
	} else {
		close(h.suspect)
	}
}

// excuse gives a suspect back in a new message, so that this delivery does not count.
func (v *serving[T, R]) excuse(ctx context.Context, h *held) {
	header, body, err := unseal[jobHeader](h.Body())
	if err == nil {
		header.Kills += h.Attempt() - 1
		err = v.Engine.Publish(ctx, v.suspects, seal(header, body))
	}
	if err != nil {
		h.Nak(ctx)
		return
	}
	v.ack(ctx, h)
}
