package rabbitmq

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// sender is a channel on which the server confirms what it has stored, and returns what no
// queue takes. It is used by one call at a time.
type sender struct {
	channel *amqp.Channel
	returns chan amqp.Return
}

// window is how many messages of a sender are on their way at most.
const window = 256

func (e *Engine) sender(ctx context.Context) (*sender, error) {
	e.mu.Lock()
	if n := len(e.senders); n > 0 {
		s := e.senders[n-1]
		e.senders = e.senders[:n-1]
		e.mu.Unlock()
		return s, nil
	}
	e.mu.Unlock()
	var s *sender
	err := e.soon(ctx, func() error {
		ch, err := e.channel()
		if err != nil {
			return err
		}
		s = &sender{ch, ch.NotifyReturn(make(chan amqp.Return, window))}
		return ch.Confirm(false)
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// errNowhere is the error of messages that no queue takes.
var errNowhere = errors.New("there is no such queue")

// send stores messages, a window of them on their way at once.
func (e *Engine) send(ctx context.Context, queue string, messages ...amqp.Publishing) error {
	s, err := e.sender(ctx)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(messages, window) {
		if err := s.send(ctx, queue, batch, e.patience); err != nil {
			go s.channel.Close() // at worst it ends with the connection
			return err
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.senders = append(e.senders, s)
	return nil
}

// plain makes messages of bodies.
func plain(bodies [][]byte) []amqp.Publishing {
	all := make([]amqp.Publishing, len(bodies))
	for i, body := range bodies {
		all[i] = amqp.Publishing{DeliveryMode: amqp.Persistent, Body: body}
	}
	return all
}

func (s *sender) send(ctx context.Context, queue string, messages []amqp.Publishing, patience time.Duration) error {
	confirmations := make([]*amqp.DeferredConfirmation, len(messages))
	for i, m := range messages {
		var err error
		confirmations[i], err = s.channel.PublishWithDeferredConfirm("", queue, true, false, m)
		if err != nil {
			return err
		}
	}
	late := fmt.Errorf("%w: no confirmation in %v", remote.ErrUnavailable, patience)
	ctx, cancel := context.WithTimeoutCause(ctx, patience, late)
	defer cancel()
	for _, c := range confirmations {
		stored, err := c.WaitContext(ctx)
		if err != nil {
			return context.Cause(ctx)
		}
		if !stored {
			return fmt.Errorf("%w: a message was not stored", remote.ErrUnavailable)
		}
	}
	select {
	case <-s.returns: // it comes before the confirmation
		return errNowhere
	default:
		return nil
	}
}

func (e *Engine) Publish(ctx context.Context, queue string, bodies ...[]byte) error {
	ctx, done, err := e.life.Begin(ctx, queue)
	if err != nil {
		return err
	}
	defer done()
	if err := e.ensure(ctx, queue); err != nil {
		return e.life.Told(ctx, err)
	}
	err = e.send(ctx, queueOf(queue), plain(bodies)...)
	if errors.Is(err, errNowhere) {
		e.declared.Delete(queue) // it has been removed
	}
	return e.life.Told(ctx, err)
}

// ensure makes a queue unless it is known to be there.
//
// Note: of two that make a quorum queue at once, one is told that it is there before it has a
// leader, and what it then publishes is refused.
func (e *Engine) ensure(ctx context.Context, queue string) error {
	if _, ok := e.declared.Load(queue); ok {
		return nil
	}
	e.declaring.Lock()
	defer e.declaring.Unlock()
	if _, ok := e.declared.Load(queue); ok {
		return nil
	}
	err := e.haveQueue(ctx, queue)
	if err == nil {
		e.declared.Store(queue, true)
	}
	return err
}
