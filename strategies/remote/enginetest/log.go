package enginetest

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-foundations/poolbench/strategies/remote"
)

const aLog = "run-1"

// appended makes a log with n records, "0", "1" and so on.
func appended(ctx context.Context, e remote.Engine, n int) error {
	if _, err := e.Open(ctx, aLog); err != nil {
		return broken("Open: %w", err)
	}
	for i := range n {
		if err := e.Append(ctx, aLog, fmt.Append(nil, i)); err != nil {
			return broken("Append: %w", err)
		}
	}
	return nil
}

// reads reads the records from..n-1 of such a log.
func reads(ctx context.Context, e remote.Engine, from, first, n int) error {
	r, err := e.Follow(ctx, aLog, int64(from))
	if err != nil {
		return broken("Follow: %w", err)
	}
	defer r.Close()
	for i := first; i < n; i++ {
		if err := isNext(ctx, r, i); err != nil {
			return broken("reader from %d: %w", from, err)
		}
	}
	return nil
}

func isNext(ctx context.Context, r remote.Reader, i int) error {
	record, err := r.Next(ctx)
	if err != nil {
		return broken("Next: %w", err)
	}
	if record.Number != int64(i) || string(record.Body) != fmt.Sprint(i) {
		return broken("Next: record %d, %q; want %d", record.Number, record.Body, i)
	}
	return nil
}

func logOrder(ctx context.Context, e remote.Engine) error {
	if err := appended(ctx, e, 20); err != nil {
		return err
	}
	if err := e.Append(ctx, aLog, []byte("20"), []byte("21")); err != nil {
		return err
	}
	for _, from := range []int{0, 0, 1, 21} {
		if err := reads(ctx, e, from, from, 22); err != nil {
			return err
		}
	}
	return nil
}

func logFollow(ctx context.Context, e remote.Engine) error {
	if err := appended(ctx, e, 0); err != nil {
		return err
	}
	r, err := e.Follow(ctx, aLog, 0)
	if err != nil {
		return err
	}
	defer r.Close()
	got := make(chan error, 3)
	go func() {
		for i := range 3 {
			got <- isNext(ctx, r, i)
		}
	}()
	for i := range 3 {
		if err := e.Append(ctx, aLog, fmt.Append(nil, i)); err != nil {
			return err
		}
		if err := <-got; err != nil {
			return err
		}
	}
	why := errors.New("enough")
	short, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		_, err := r.Next(short)
		got <- err
	}()
	cancel(why)
	if err := <-got; !errors.Is(err, why) {
		return broken("Next: %v, want %v", err, why)
	}
	if err := e.Append(ctx, aLog, []byte("3")); err != nil {
		return err
	}
	return isNext(ctx, r, 3)
}

func logOpen(ctx context.Context, e remote.Engine) error {
	for n := range 3 {
		if err := appendedMore(ctx, e, int64(n)); err != nil {
			return err
		}
	}
	return nil
}

// appendedMore opens the log, which has to have n records, and adds one.
func appendedMore(ctx context.Context, e remote.Engine, n int64) error {
	if got, err := e.Open(ctx, aLog); got != n || err != nil {
		return broken("Open: %d records, %v; want %d", got, err, n)
	}
	return e.Append(ctx, aLog, []byte("x"))
}

func logGone(ctx context.Context, e remote.Engine) error {
	if err := e.Append(ctx, aLog, []byte("x")); !errors.Is(err, remote.ErrGone) {
		return broken("Append to a log that never was: %v", err)
	}
	if err := e.Remove(ctx, aLog); err != nil {
		return broken("Remove of a log that never was: %v", err)
	}
	if err := appended(ctx, e, 2); err != nil {
		return err
	}
	if err := e.Remove(ctx, aLog); err != nil {
		return broken("Remove: %w", err)
	}
	if err := e.Append(ctx, aLog, []byte("x")); !errors.Is(err, remote.ErrGone) {
		return broken("Append to a log that was removed: %v", err)
	}
	if err := appended(ctx, e, 2); err != nil {
		return err
	}
	return reads(ctx, e, 0, 0, 2)
}

func logTrim(ctx context.Context, e remote.Engine) error {
	if err := appended(ctx, e, 6); err != nil {
		return err
	}
	for _, before := range []int64{0, 2, 1, 4} {
		if err := e.Trim(ctx, aLog, before); err != nil {
			return broken("Trim(%d): %w", before, err)
		}
	}
	if err := reads(ctx, e, 0, 4, 6); err != nil {
		return err
	}
	if err := e.Trim(ctx, aLog, 6); err != nil {
		return broken("Trim(6): %w", err)
	}
	if n, err := e.Open(ctx, aLog); n != 6 || err != nil {
		return broken("Open after all was trimmed: %d records, %v; want 6", n, err)
	}
	if err := e.Append(ctx, aLog, []byte("6")); err != nil {
		return err
	}
	return reads(ctx, e, 0, 6, 7)
}

func closed(ctx context.Context, e remote.Engine) error {
	if err := appended(ctx, e, 1); err != nil {
		return err
	}
	r, err := e.Follow(ctx, aLog, 1)
	if err != nil {
		return err
	}
	waiting := make(chan error, 2)
	go func() {
		_, err := e.Fetch(ctx, queue, 1)
		waiting <- err
	}()
	go func() {
		_, err := r.Next(ctx)
		waiting <- err
	}()
	if err := depthIs(ctx, e, 0, 0); err != nil {
		return err
	}
	if err := e.Close(); err != nil {
		return err
	}
	for range 2 {
		if err := <-waiting; !errors.Is(err, remote.ErrClosed) {
			return broken("what waited for a message or record: %v", err)
		}
	}
	_, fetch := e.Fetch(ctx, queue, 1)
	_, depth := e.Depth(ctx, queue)
	_, open := e.Open(ctx, aLog)
	_, follow := e.Follow(ctx, aLog, 0)
	for method, err := range map[string]error{
		"Publish": e.Publish(ctx, queue, nil), "Fetch": fetch, "Depth": depth, "Open": open, "Follow": follow,
		"Append": e.Append(ctx, aLog, nil), "Trim": e.Trim(ctx, aLog, 1), "Remove": e.Remove(ctx, aLog),
	} {
		if !errors.Is(err, remote.ErrClosed) {
			return broken("%s after Close: %v", method, err)
		}
	}
	return nil
}
