package river

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// TestFailedStart: a queue that River could not begin to consume is begun by a later Fetch. River itself
// refuses a queue from then on, or says that it consumes what it does not.
func TestFailedStart(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		queues []string // which are consumed already
	}{
		"first queue, slow database":       {context.DeadlineExceeded, nil},
		"second queue, slow database":      {context.DeadlineExceeded, []string{"jobs"}},
		"first queue, connection closed":   {errors.New("conn closed"), nil},
		"another queue, connection closed": {errors.New("conn closed"), []string{"jobs", "others"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, err := Embedded(t.Context(), filepath.Join(t.TempDir(), "queue.db"), Tuned())
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			e.silence = 50 * time.Millisecond
			var fail atomic.Pointer[error]
			lib := e.library.(*clients[*sql.Tx])
			lib.driver.Driver = failing{lib.driver.Driver, &fail}
			for _, queue := range c.queues {
				fetchOne(t, e, queue)
			}
			fail.Store(&c.err)
			if err := e.Publish(t.Context(), "suspects", []byte("a job")); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if ds, err := e.Fetch(ctx, "suspects", 1); !errors.Is(err, remote.ErrUnavailable) {
				t.Fatalf("Fetch: %v, %v; want ErrUnavailable", ds, err)
			}
			fail.Store(nil)
			fetchOne(t, e, "suspects")
		})
	}
}

// fetchOne publishes a message, and fetches one. It tries again while the engine is unavailable.
func fetchOne(t *testing.T, e *Engine, queue string) {
	t.Helper()
	if err := e.Publish(t.Context(), queue, []byte("a job")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		ds, err := e.Fetch(ctx, queue, 1)
		if err == nil {
			ds[0].Ack(ctx)
			return
		}
		if ctx.Err() != nil || !errors.Is(err, remote.ErrUnavailable) {
			t.Fatalf("Fetch from %s: %v", queue, err)
		}
	}
}

// failing is a driver with which no queue can be begun while there is an error.
type failing struct {
	riverdriver.Driver[*sql.Tx]
	err *atomic.Pointer[error]
}

func (f failing) GetExecutor() riverdriver.Executor {
	return failingExecutor{f.Driver.GetExecutor(), f.err}
}

type failingExecutor struct {
	riverdriver.Executor
	err *atomic.Pointer[error]
}

func (f failingExecutor) QueueCreateOrSetUpdatedAt(ctx context.Context, params *riverdriver.QueueCreateOrSetUpdatedAtParams) (*rivertype.Queue, error) {
	if err := f.err.Load(); err != nil {
		return nil, *err
	}
	return f.Executor.QueueCreateOrSetUpdatedAt(ctx, params)
}
