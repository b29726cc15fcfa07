package jetstream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// pull is a request for messages, as the server takes it.
type pull struct {
	Batch   int           `json:"batch"`
	Expires time.Duration `json:"expires,omitempty"`
	NoWait  bool          `json:"no_wait,omitempty"`
}

// maxFetch bounds what one request asks for.
const maxFetch = 1024

// Fetch asks for what is there, and if there is nothing, waits for one message.
//
// Note: the client's own Fetch waits for all of a batch or a time, and its goroutine ends
// after it returns, so that a message which comes in between is lost until its lease ends.
func (e *Engine) Fetch(ctx context.Context, queue string, max int) ([]remote.Delivery, error) {
	ctx, done, err := e.life.Begin(ctx, queue)
	if err != nil {
		return nil, err
	}
	defer done()
	if err := e.ensure(ctx, queue); err != nil {
		return nil, err
	}
	max = min(max, maxFetch)
	inbox := e.conn.NewInbox()
	come := make(chan *nats.Msg, max+16)
	sub, err := e.conn.ChanSubscribe(inbox, come)
	if err != nil {
		return nil, e.life.Told(ctx, err)
	}
	f := fetching{e, queue, inbox, come}
	deliveries, err := f.all(ctx, max)
	sub.Unsubscribe()
	if err != nil {
		f.giveBack()
		if errors.Is(err, remote.ErrUnavailable) {
			e.queues.Delete(queue)
		}
		return nil, err
	}
	return deliveries, nil
}

// fetching is one call of Fetch.
type fetching struct {
	e     *Engine
	queue string
	inbox string
	come  chan *nats.Msg
}

func (f *fetching) all(ctx context.Context, max int) ([]remote.Delivery, error) {
	deliveries, err := f.pull(ctx, pull{Batch: max, NoWait: true}, patience)
	// A message that comes while nobody asks waits at the server.
	for len(deliveries) == 0 && err == nil {
		deliveries, err = f.pull(ctx, pull{Batch: 1, Expires: patience}, 2*patience)
	}
	return deliveries, err
}

// pull returns what comes in answer to a request.
func (f *fetching) pull(ctx context.Context, request pull, patience time.Duration) ([]remote.Delivery, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	subject := fmt.Sprintf("$JS.API.CONSUMER.MSG.NEXT.%s.%s", streamOf(f.queue), workers)
	if err := f.e.conn.PublishRequest(subject, f.inbox, body); err != nil {
		return nil, f.e.life.Told(ctx, err)
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	var deliveries []remote.Delivery
	for len(deliveries) < request.Batch {
		select {
		case m := <-f.come:
			switch status := m.Header.Get("Status"); {
			case len(m.Data) == 0 && (status == "404" || status == "408"): // no more
				return deliveries, nil
			case len(m.Data) == 0 && status != "" && len(deliveries) > 0:
				return deliveries, nil
			case len(m.Data) == 0 && status != "":
				return nil, fmt.Errorf("jetstream: %w: queue %q: %s %s", remote.ErrUnavailable, f.queue, status, m.Header.Get("Description"))
			}
			d, err := f.delivery(m)
			if err != nil {
				return nil, err
			}
			deliveries = append(deliveries, d)
		case <-ctx.Done():
			for _, d := range deliveries {
				d.Nak(ctx)
			}
			return nil, f.e.life.Told(ctx, ctx.Err())
		case <-timer.C:
			if len(deliveries) > 0 {
				return deliveries, nil
			}
			return nil, fmt.Errorf("jetstream: %w: queue %q: no answer in %v", remote.ErrUnavailable, f.queue, patience)
		}
	}
	return deliveries, nil
}

func (f *fetching) delivery(m *nats.Msg) (remote.Delivery, error) {
	meta, err := m.Metadata()
	if err != nil {
		return nil, fmt.Errorf("jetstream: queue %q: %w", f.queue, err)
	}
	return &delivery{f.e, m, int(meta.NumDelivered)}, nil
}

// giveBack gives back the messages that have come though nobody takes them any more.
func (f *fetching) giveBack() {
	for {
		select {
		case m := <-f.come:
			if m.Reply != "" {
				f.e.conn.Publish(m.Reply, []byte("-NAK"))
			}
		default:
			return
		}
	}
}

// delivery is a message and the subject of its acknowledgments.
type delivery struct {
	e       *Engine
	message *nats.Msg
	attempt int
}

func (d *delivery) Body() []byte { return d.message.Data }
func (d *delivery) Attempt() int { return d.attempt }

func (d *delivery) Ack(ctx context.Context) error    { return d.answer(ctx, "+ACK") }
func (d *delivery) Extend(ctx context.Context) error { return d.answer(ctx, "+WPI") }
func (d *delivery) Nak(ctx context.Context) error    { return d.answer(ctx, "-NAK") }

// answer does not wait for the server, which does not answer.
func (d *delivery) answer(ctx context.Context, what string) error {
	return d.e.life.Told(ctx, d.e.conn.Publish(d.message.Reply, []byte(what)))
}
