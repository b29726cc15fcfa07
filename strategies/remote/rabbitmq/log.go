package rabbitmq

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// A log is a stream. Besides records it has marks: Open and Follow leave one, and read from the
// beginning up to it to know what the log has, for what the server itself tells of that is late
// by seconds; Trim leaves one, since a stream discards nothing on request. So a record's number
// is how many records come before it.

// Types of messages that are no records.
const (
	mark = "poolbench.mark"
	trim = "poolbench.trim" // its body is the number below which records count as discarded
)

func errGone(log string) error { return fmt.Errorf("rabbitmq: log %q: %w", log, remote.ErrGone) }

// orGone makes an error of what happened to a log. That no queue takes a message is told of
// one that has not begun, too.
func (e *Engine) orGone(ctx context.Context, log string, err error) error {
	if errors.Is(err, errNowhere) {
		if _, err = e.declare(ctx, logOf(log), amqp.QueueTypeStream, true); err == nil {
			return fmt.Errorf("%w: log %q: it has not begun", remote.ErrUnavailable, log)
		}
	}
	if isNotFound(err) {
		return errGone(log)
	}
	return err
}

func (e *Engine) Open(ctx context.Context, log string) (int64, error) {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return 0, err
	}
	defer done()
	if err := e.haveLog(ctx, log); err != nil {
		return 0, e.life.Told(ctx, err)
	}
	r, err := e.scan(ctx, log)
	if err != nil {
		return 0, e.life.Told(ctx, err)
	}
	return r.records, nil
}

// scan reads a log as it is now.
func (e *Engine) scan(ctx context.Context, log string) (*reader, error) {
	own := rand.Text()
	if err := e.leave(ctx, log, amqp.Publishing{Type: mark, MessageId: own}); err != nil {
		return nil, err
	}
	r := &reader{e: e, log: log}
	defer r.Close()
	for {
		m, err := r.message(ctx)
		if err != nil {
			return nil, err
		}
		if m.Type == mark && m.MessageId == own {
			return r, nil
		}
		r.passed(m)
	}
}

// leave adds a mark.
func (e *Engine) leave(ctx context.Context, log string, m amqp.Publishing) error {
	m.DeliveryMode = amqp.Persistent
	return e.orGone(ctx, log, e.send(ctx, logOf(log), m))
}

func (e *Engine) Append(ctx context.Context, log string, records ...[]byte) error {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	return e.life.Told(ctx, e.orGone(ctx, log, e.send(ctx, logOf(log), plain(records)...)))
}

// Trim frees nothing: the log takes its place on the disk until it is removed.
func (e *Engine) Trim(ctx context.Context, log string, before int64) error {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	return e.life.Told(ctx, e.leave(ctx, log, amqp.Publishing{Type: trim, Body: strconv.AppendInt(nil, before, 10)}))
}

func (e *Engine) Remove(ctx context.Context, log string) error {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	err = e.soon(ctx, func() error {
		ch, err := e.channel()
		if err != nil {
			return err
		}
		defer ch.Close()
		_, err = ch.QueueDelete(logOf(log), false, false, false)
		return err
	})
	if isNotFound(err) {
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
	now, err := e.scan(ctx, log)
	if err != nil {
		return nil, e.life.Told(ctx, err)
	}
	return &reader{e: e, log: log, from: max(from, now.trimmed)}, nil
}

// reader reads a stream from its beginning, through a consumer of its own.
type reader struct {
	e       *Engine
	log     string
	from    int64 // the number of the first record that is wanted
	records int64 // that were passed
	trimmed int64 // the number below which records are known to count as discarded
	offset  int64 // of the next message, record or not
	channel *amqp.Channel
	come    <-chan amqp.Delivery
}

// readAhead is how many records the server sends before they are acked.
const readAhead = 512

// ask makes a consumer.
func (r *reader) ask(ctx context.Context) error {
	var ch *amqp.Channel
	var come <-chan amqp.Delivery
	offset := r.offset
	err := r.e.soon(ctx, func() (err error) {
		if ch, err = r.e.channel(); err != nil {
			return err
		}
		if err = ch.Qos(readAhead, 0, false); err == nil {
			come, err = ch.Consume(logOf(r.log), "", false, false, false, false, amqp.Table{"x-stream-offset": offset})
		}
		if err != nil {
			ch.Close()
		}
		return err
	})
	if err != nil {
		return r.e.orGone(ctx, r.log, err)
	}
	r.channel, r.come = ch, come
	return nil
}

func (r *reader) Next(ctx context.Context) (remote.Record, error) {
	ctx, done, err := r.e.life.Begin(ctx, r.log)
	if err != nil {
		return remote.Record{}, err
	}
	defer done()
	for {
		m, err := r.message(ctx)
		if err != nil {
			return remote.Record{}, r.e.life.Told(ctx, err)
		}
		number := r.records
		if r.passed(m) && number >= r.from {
			return remote.Record{Number: number, Body: m.Body}, nil
		}
	}
}

// passed notes that a message was read, and returns whether it is a record.
func (r *reader) passed(m *amqp.Delivery) bool {
	switch m.Type {
	case mark:
		return false
	case trim:
		before, _ := strconv.ParseInt(string(m.Body), 10, 64) // Trim wrote it
		r.trimmed = max(r.trimmed, before)
		return false
	}
	r.records++
	return true
}

// message waits for the next message.
func (r *reader) message(ctx context.Context) (*amqp.Delivery, error) {
	for {
		if r.channel == nil {
			if err := r.ask(ctx); err != nil {
				return nil, err
			}
		}
		select {
		case m, ok := <-r.come:
			if !ok { // the connection is lost, or the log is removed
				r.Close()
				continue
			}
			offset, ok := m.Headers["x-stream-offset"].(int64)
			if !ok {
				return nil, fmt.Errorf("%w: log %q: a message without a number", remote.ErrUnavailable, r.log)
			}
			m.Ack(false) // for more to come; if it is lost, the connection is
			if offset < r.offset {
				continue
			}
			r.offset = offset + 1
			return &m, nil
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (r *reader) Close() error {
	if r.channel != nil {
		r.channel.Close() // at worst it is closed with the connection
		r.channel = nil
	}
	return nil
}
