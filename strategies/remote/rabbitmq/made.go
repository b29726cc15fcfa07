package rabbitmq

import (
	"context"
	"crypto/rand"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

// RabbitMQ 3.10 says that a queue is there before all that it needs is in its files. If the
// server is killed then, it has the queue after its start, but never again delivers or confirms
// anything of it:
//
//   - a quorum queue until the next one is made, or about a second has passed;
//   - every stream until a second or so after the first one was made.
//
// So nobody here stores anything before that; and a queue that was lost so, which is empty
// then, is made anew.

// settled is a stream that is there once the server keeps streams.
const settled = "poolbench.settled"

// settling is how long the server may take after its first stream.
//
// Note: killed at once it lost the streams, killed after 1.5 s it did not.
const settling = 3 * time.Second

// haveQueue makes a queue of the server's if there is none. Somebody else may have made it just
// now, so the next one is made in any case.
func (e *Engine) haveQueue(ctx context.Context, name string) error {
	if _, err := e.declare(ctx, queueOf(name), amqp.QueueTypeQuorum, false); err != nil {
		return err
	}
	return e.soon(ctx, func() error {
		ch, err := e.channel()
		if err != nil {
			return err
		}
		defer ch.Close()
		return makeNext(ch)
	})
}

// makeNext makes a quorum queue, and deletes it.
func makeNext(ch *amqp.Channel) error {
	next := "poolbench.next." + rand.Text()
	_, err := ch.QueueDeclare(next, true, false, false, false, amqp.Table{
		"x-queue-type": amqp.QueueTypeQuorum, "x-expires": int32(time.Minute / time.Millisecond), // should this process be killed
	})
	if err != nil {
		return err
	}
	_, err = ch.QueueDelete(next, false, false, false)
	return err
}

// mend makes a queue anew that does not answer and has nothing in it. It does so on a connection
// of its own, and one process at a time.
func (e *Engine) mend(name string) error {
	conn, err := amqp.Dial(e.url)
	if err != nil {
		return err
	}
	defer func() { conn.CloseDeadline(time.Now().Add(time.Second)) }() // channels that wait end, too
	ch, err := conn.Channel()
	if err != nil {
		return err
	}
	turn := "poolbench.mending." + name
	if _, err := ch.QueueDeclare(turn, false, true, true, false, nil); err != nil {
		return err // another one does it
	}
	silent, err := e.silent(conn, queueOf(name))
	if err != nil || !silent {
		return err
	}
	q, err := ch.QueueDeclarePassive(queueOf(name), true, false, false, false, amqp.Table{"x-queue-type": amqp.QueueTypeQuorum})
	if err != nil || q.Messages > 0 {
		return err
	}
	if _, err := ch.QueueDelete(q.Name, false, false, false); err != nil {
		return err
	}
	if _, err := ch.QueueDeclare(q.Name, true, false, false, false, amqp.Table{"x-queue-type": amqp.QueueTypeQuorum}); err != nil {
		return err
	}
	return makeNext(ch)
}

// silent reports whether a queue does not answer who would consume it.
func (e *Engine) silent(conn *amqp.Connection, queue string) (bool, error) {
	done := make(chan error, 1)
	go func() { // it ends with the connection
		ch, err := conn.Channel()
		if err == nil {
			_, err = ch.Consume(queue, "probe", false, false, false, false, nil)
		}
		if err == nil {
			err = ch.Close() // gives back what has come
		}
		done <- err
	}()
	timer := time.NewTimer(e.patience)
	defer timer.Stop()
	select {
	case err := <-done:
		return false, err
	case <-timer.C:
		return true, nil
	case <-e.life.Context.Done():
		return false, e.life.Closed()
	}
}

// haveLog makes a stream if there is none.
func (e *Engine) haveLog(ctx context.Context, name string) error {
	if _, err := e.declare(ctx, logOf(name), amqp.QueueTypeStream, false); err != nil {
		return err
	}
	_, err := e.declare(ctx, settled, amqp.QueueTypeStream, true)
	if !isNotFound(err) {
		return err
	}
	timer := time.NewTimer(settling)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	_, err = e.declare(ctx, settled, amqp.QueueTypeStream, false)
	return err
}
