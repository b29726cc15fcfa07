package jetstream

import (
	"context"
	"errors"
	"fmt"
	"time"

	js "github.com/nats-io/nats.go/jetstream"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// A record's number is one less than its sequence number in the stream.

func (e *Engine) Open(ctx context.Context, log string) (int64, error) {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return 0, err
	}
	defer done()
	short, cancel := patient(ctx)
	defer cancel()
	s, err := e.api.CreateStream(short, js.StreamConfig{
		Name: logOf(log), Subjects: []string{logSubjectOf(log)}, Storage: e.storage, Retention: js.LimitsPolicy,
	})
	if err != nil {
		return 0, e.life.Told(ctx, err)
	}
	return int64(s.CachedInfo().State.LastSeq), nil
}

func (e *Engine) Append(ctx context.Context, log string, records ...[]byte) error {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	err = e.send(ctx, logSubjectOf(log), records)
	if errors.Is(err, js.ErrNoStreamResponse) {
		if _, gone := e.stream(ctx, log); gone != nil {
			return gone
		}
	}
	return err
}

// stream returns the stream of a log that is there.
func (e *Engine) stream(ctx context.Context, log string) (js.Stream, error) {
	short, cancel := patient(ctx)
	defer cancel()
	s, err := e.api.Stream(short, logOf(log))
	return s, e.life.Told(ctx, orGone(log, err))
}

func orGone(log string, err error) error {
	if errors.Is(err, js.ErrStreamNotFound) {
		return fmt.Errorf("jetstream: log %q: %w", log, remote.ErrGone)
	}
	return err
}

func (e *Engine) Trim(ctx context.Context, log string, before int64) error {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil || before <= 0 {
		return err
	}
	defer done()
	s, err := e.stream(ctx, log)
	if err != nil {
		return err
	}
	short, cancel := patient(ctx)
	defer cancel()
	keep := min(uint64(before), s.CachedInfo().State.LastSeq) + 1
	return e.life.Told(ctx, s.Purge(short, js.WithPurgeSequence(keep)))
}

func (e *Engine) Remove(ctx context.Context, log string) error {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	short, cancel := patient(ctx)
	defer cancel()
	err = e.api.DeleteStream(short, logOf(log))
	if errors.Is(err, js.ErrStreamNotFound) {
		return nil
	}
	return e.life.Told(ctx, err)
}

func (e *Engine) Follow(ctx context.Context, log string, from int64) (remote.Reader, error) {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return nil, err
	}
	defer done()
	r := &reader{e: e, log: log, next: uint64(max(from, 0)) + 1}
	return r, r.ask(ctx)
}

// reader reads a stream through a consumer of its own, which it makes anew when the server
// has forgotten it.
type reader struct {
	e        *Engine
	log      string
	next     uint64 // sequence number
	consumed uint64 // what the consumer has delivered
	messages js.MessagesContext
}

// forgotten is after which time the server removes the consumer of a reader that is gone.
const forgotten = 5 * time.Minute

// ask makes a consumer.
func (r *reader) ask(ctx context.Context) error {
	short, cancel := patient(ctx)
	defer cancel()
	c, err := r.e.api.CreateConsumer(short, logOf(r.log), js.ConsumerConfig{
		AckPolicy: js.AckNonePolicy, DeliverPolicy: js.DeliverByStartSequencePolicy, OptStartSeq: r.next,
		MemoryStorage: true, InactiveThreshold: forgotten,
	})
	if err != nil {
		return r.e.life.Told(ctx, orGone(r.log, err))
	}
	r.consumed = 0
	r.messages, err = c.Messages(js.WithMessagesErrOnMissingHeartbeat(true), js.PullHeartbeat(time.Second), js.PullExpiry(patience))
	return r.e.life.Told(ctx, err)
}

func (r *reader) Next(ctx context.Context) (remote.Record, error) {
	ctx, done, err := r.e.life.Begin(ctx, r.log)
	if err != nil {
		return remote.Record{}, err
	}
	defer done()
	for {
		if r.messages == nil {
			if err := r.ask(ctx); err != nil {
				r.messages = nil
				return remote.Record{}, err
			}
		}
		m, err := r.messages.Next(js.NextContext(ctx))
		if ctx.Err() != nil && err != nil {
			return remote.Record{}, r.e.life.Told(ctx, err)
		}
		if err == nil {
			meta, bad := m.Metadata()
			if err = bad; err == nil && meta.Sequence.Consumer == r.consumed+1 {
				r.consumed++
				r.next = meta.Sequence.Stream + 1
				return remote.Record{Number: int64(meta.Sequence.Stream) - 1, Body: m.Data()}, nil
			}
		}
		// The server was restarted, or a message was lost: begin again at the next record.
		r.Close()
	}
}

func (r *reader) Close() error {
	if r.messages != nil {
		r.messages.Stop()
		r.messages = nil
	}
	return nil
}
