package remote

import (
	"context"
	"sync/atomic"
	"time"
)

// extend keeps the leases of the jobs that are here.
func (v *serving[T, R]) extend() {
	ticker := time.NewTicker(max(v.Engine.AckWait()/3, time.Millisecond))
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-v.reported:
			return
		}
		v.mu.Lock()
		var all []*held
		for h := range v.held {
			all = append(all, h)
		}
		v.mu.Unlock()
		v.extendAll(all)
	}
}

func (v *serving[T, R]) extendAll(all []*held) {
	ctx, cancel := v.late()
	defer cancel()
	for _, h := range all {
		if err := h.Extend(ctx); err != nil {
			v.log.Warn("remote: a lease is not extended, the job may be delivered again", "err", err)
		}
	}
}

// late returns a context for what is to be told even now that ctx has ended, or ends
// meanwhile, while the leases last.
func (v *serving[T, R]) late() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(v.ctx))
	var timer atomic.Pointer[time.Timer]
	stop := context.AfterFunc(v.ctx, func() { timer.Store(time.AfterFunc(v.Engine.AckWait(), cancel)) })
	return ctx, func() {
		cancel()
		stop()
		if t := timer.Load(); t != nil {
			t.Stop()
		}
	}
}

func (v *serving[T, R]) ack(ctx context.Context, d Delivery) {
	if err := d.Ack(ctx); err != nil {
		v.log.Warn("remote: a job is not acked, and will be delivered again", "err", err)
	}
}
