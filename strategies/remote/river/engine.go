package river

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/riverqueue/river/rivertype"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/internal/life"
)

// An Engine keeps queues and logs in a database.
type Engine struct {
	life    *life.Life
	options Options
	db      *sql.DB
	dialect dialect
	library library
	free    func()        // what is connected
	silence time.Duration // after which a queue that River does not ask counts as not begun

	mu   sync.Mutex    // guards the following
	wake chan struct{} // closed, and made anew, when this process has appended to a log
}

// A library is River with one driver or the other.
type library interface {
	insert(ctx context.Context, queue string, bodies [][]byte) error
	queue(ctx context.Context, name string) (*queue, error)
	forget(q *queue) error
	unfinished(ctx context.Context, queue string, n int) ([]*rivertype.JobRow, error)
	stop(ctx context.Context) error
}

func (e *Engine) AckWait() time.Duration { return e.options.AckWait }

// patience bounds how long Close waits for a database that does not answer.
const patience = 30 * time.Second

// Close returns once what was acked has been told to the database, if it can be reached.
func (e *Engine) Close() error {
	e.mu.Lock()
	ended := e.life.Ended()
	e.life.End()
	e.mu.Unlock()
	if ended {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.life.Context), patience)
	defer cancel()
	if err := e.library.stop(ctx); err != nil {
		return fmt.Errorf("river: %w: %w", remote.ErrUnavailable, err) // what is connected may never be free
	}
	e.free()
	return nil
}

// plain are the names that River accepts for queues.
var plain = regexp.MustCompile(`^[a-z0-9]+([_-][a-z0-9]+)*$`)

// queueOf names a queue of River's.
func queueOf(name string) string {
	if len(name) <= 50 && plain.MatchString(name) {
		return "poolbench-" + name
	}
	return fmt.Sprintf("poolbench_%.20x", sha256.Sum256([]byte(name)))
}

func (e *Engine) Publish(ctx context.Context, queue string, bodies ...[]byte) error {
	ctx, done, err := e.life.Begin(ctx, queue)
	if err != nil {
		return err
	}
	defer done()
	if len(bodies) == 0 {
		return nil
	}
	return e.life.Told(ctx, e.library.insert(ctx, queueOf(queue), bodies))
}

// Fetch is one call after the other, for each queue.
func (e *Engine) Fetch(ctx context.Context, name string, max int) ([]remote.Delivery, error) {
	ctx, done, err := e.life.Begin(ctx, name)
	if err != nil {
		return nil, err
	}
	defer done()
	q, err := e.library.queue(ctx, queueOf(name))
	if err != nil {
		return nil, e.life.Told(ctx, err)
	}
	if err := q.begins(ctx); err != nil {
		if errors.Is(err, errSilent) {
			err = errors.Join(err, e.library.forget(q))
		}
		return nil, e.life.Told(ctx, err)
	}
	taken, err := q.Fetch(ctx, max, q.askAgain)
	if err != nil {
		return nil, err
	}
	deliveries := make([]remote.Delivery, len(taken))
	for i, d := range taken {
		deliveries[i] = delivery{d, e}
	}
	return deliveries, nil
}

// Depth counts as leased what River calls running, and as waiting what it calls available,
// scheduled or retryable.
func (e *Engine) Depth(ctx context.Context, queue string) (remote.Depth, error) {
	ctx, done, err := e.life.Begin(ctx, queue)
	if err != nil {
		return remote.Depth{}, err
	}
	defer done()
	var d remote.Depth
	err = e.db.QueryRowContext(ctx, e.sql(`SELECT
		coalesce(sum(CASE WHEN state = 'running' THEN 0 ELSE 1 END), 0),
		coalesce(sum(CASE WHEN state = 'running' THEN 1 ELSE 0 END), 0)
		FROM river_job WHERE queue = $1 AND state IN ('available', 'running', 'scheduled', 'retryable')`),
		queueOf(queue)).Scan(&d.Waiting, &d.Leased)
	return d, e.life.Told(ctx, err)
}

// Unfinished returns River's own rows of the messages of a queue that are not acked, n of them at most, in the order
// of their numbers: they say how often a message was attempted, when it will be again, and why it was given back.
// n is 1 to 10,000.
func (e *Engine) Unfinished(ctx context.Context, queue string, n int) ([]*rivertype.JobRow, error) {
	ctx, done, err := e.life.Begin(ctx, queue)
	if err != nil {
		return nil, err
	}
	defer done()
	rows, err := e.library.unfinished(ctx, queueOf(queue), n)
	return rows, e.life.Told(ctx, err)
}

// sql is a statement in the engine's dialect.
func (e *Engine) sql(statement string) string {
	statement = strings.ReplaceAll(statement, "BLOB", e.dialect.blob)
	statement = strings.ReplaceAll(statement, "CLOCK", e.dialect.clock)
	if e.dialect == lite {
		statement = strings.ReplaceAll(statement, "$", "?")
	}
	return statement
}
