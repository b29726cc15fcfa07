package remote

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-foundations/poolbench/pool"
)

// fail reports that a job has failed without having run.
func (v *serving[T, R]) fail(h *held, err error) {
	h.rec = record{Kind: kindResult, Number: h.header.Number, Never: true, Process: v.process, Worker: -1, Attempt: v.attempts(h)}
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
	h.rec = record{Kind: kindResult, Number: h.header.Number, Service: r.Duration, Never: r.Started.IsZero(),
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

// reportAll reports jobs run by run.
func (v *serving[T, R]) reportAll(all []*held) {
	runs := map[string][][]byte{}
	for _, h := range all {
		if !h.back {
			runs[h.header.Run] = append(runs[h.header.Run], seal(h.rec, h.body))
		}
	}
	ctx, cancel := v.late()
	defer cancel()
	failed := map[string]bool{}
	for run, records := range runs {
		err := v.retry(ctx, "append", func() error { return v.Engine.Append(ctx, logOf(run), records...) })
		if errors.Is(err, ErrGone) {
			v.mu.Lock()
			v.gone[run] = true
			v.mu.Unlock()
		} else if err != nil {
			failed[run] = true
		}
	}
	for _, h := range all {
		h.back = h.back || failed[h.header.Run]
		v.finish(ctx, h)
	}
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
