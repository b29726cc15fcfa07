package river

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// tables are those of the logs.
const tables = `
CREATE TABLE IF NOT EXISTS poolbench_log (name TEXT PRIMARY KEY, appended BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS poolbench_record (log TEXT, number BIGINT, body BLOB, PRIMARY KEY (log, number));`

func errGone(log string) error { return fmt.Errorf("river: log %q: %w", log, remote.ErrGone) }

func (e *Engine) Open(ctx context.Context, log string) (n int64, err error) {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return 0, err
	}
	defer done()
	if _, err := e.db.ExecContext(ctx, e.sql(`INSERT INTO poolbench_log VALUES ($1, 0) ON CONFLICT DO NOTHING`), log); err != nil {
		return 0, e.life.Told(ctx, err)
	}
	err = e.db.QueryRowContext(ctx, e.sql(`SELECT appended FROM poolbench_log WHERE name = $1`), log).Scan(&n)
	return n, e.life.Told(ctx, err)
}

// inTransaction calls f in a transaction, which is undone if f fails.
func (e *Engine) inTransaction(ctx context.Context, log string, f func(ctx context.Context, tx *sql.Tx) error) error {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	tx, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return e.life.Told(ctx, err)
	}
	defer tx.Rollback()
	if err := f(ctx, tx); err != nil {
		return e.life.Told(ctx, err)
	}
	return e.life.Told(ctx, tx.Commit())
}

// Append locks the log's row, so that records become visible in their order.
func (e *Engine) Append(ctx context.Context, log string, records ...[]byte) error {
	err := e.inTransaction(ctx, log, func(ctx context.Context, tx *sql.Tx) error {
		var after int64
		err := tx.QueryRowContext(ctx, e.sql(`UPDATE poolbench_log SET appended = appended + $2 WHERE name = $1 RETURNING appended`),
			log, len(records)).Scan(&after)
		if errors.Is(err, sql.ErrNoRows) {
			return errGone(log)
		}
		if err != nil || len(records) == 0 {
			return err
		}
		insert, err := tx.PrepareContext(ctx, e.sql(`INSERT INTO poolbench_record VALUES ($1, $2, $3)`))
		if err != nil {
			return err
		}
		defer insert.Close()
		for i, r := range records {
			if _, err := insert.ExecContext(ctx, log, after-int64(len(records)-i), r); err != nil {
				return err
			}
		}
		return nil
	})
	e.mu.Lock()
	defer e.mu.Unlock()
	close(e.wake)
	e.wake = make(chan struct{})
	return err
}

func (e *Engine) Trim(ctx context.Context, log string, before int64) error {
	return e.inTransaction(ctx, log, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, e.sql(`DELETE FROM poolbench_record WHERE log = $1 AND number < $2`), log, before)
		return err
	})
}

func (e *Engine) Remove(ctx context.Context, log string) error {
	return e.inTransaction(ctx, log, func(ctx context.Context, tx *sql.Tx) error {
		for _, statement := range []string{`DELETE FROM poolbench_log WHERE name = $1`, `DELETE FROM poolbench_record WHERE log = $1`} {
			if _, err := tx.ExecContext(ctx, e.sql(statement), log); err != nil {
				return err
			}
		}
		return nil
	})
}

func (e *Engine) Follow(ctx context.Context, log string, from int64) (remote.Reader, error) {
	_, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return nil, err
	}
	defer done()
	return &reader{e: e, log: log, next: max(from, 0)}, nil
}

// reader reads a log.
type reader struct {
	e       *Engine
	log     string
	next    int64 // the number to read from
	records []remote.Record
}

// A reader that has found nothing looks again soon, and later and later.
const (
	readAhead = 512 // records
	firstLook = time.Millisecond
	lastLook  = 16 * time.Millisecond
)

func (r *reader) Next(ctx context.Context) (remote.Record, error) {
	ctx, done, err := r.e.life.Begin(ctx, r.log)
	if err != nil {
		return remote.Record{}, err
	}
	defer done()
	for look := firstLook; len(r.records) == 0; look = min(2*look, lastLook) {
		r.e.mu.Lock()
		wake := r.e.wake
		r.e.mu.Unlock()
		if err := r.read(ctx); err != nil {
			return remote.Record{}, r.e.life.Told(ctx, err)
		}
		if len(r.records) > 0 {
			break
		}
		timer := time.NewTimer(look)
		select {
		case <-timer.C:
		case <-wake:
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return remote.Record{}, context.Cause(ctx)
		}
	}
	first := r.records[0]
	r.records = r.records[1:]
	r.next = first.Number + 1
	return first, nil
}

// read reads what there is.
func (r *reader) read(ctx context.Context) error {
	rows, err := r.e.db.QueryContext(ctx, r.e.sql(`SELECT number, body FROM poolbench_record
		WHERE log = $1 AND number >= $2 ORDER BY number LIMIT $3`), r.log, r.next, readAhead)
	if err != nil {
		return err
	}
	defer rows.Close()
	var all []remote.Record
	for rows.Next() {
		var record remote.Record
		if err := rows.Scan(&record.Number, &record.Body); err != nil {
			return err
		}
		all = append(all, record)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	r.records = all
	return nil
}

func (r *reader) Close() error { return nil }
