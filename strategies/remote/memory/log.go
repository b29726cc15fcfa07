package memory

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/strategies/remote"
)

func (l *log) tell() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// end returns the number of the next record.
func (l *log) end() int64 { return l.trimmed + int64(len(l.records)) }

func (e *Engine) Open(ctx context.Context, name string) (int64, error) {
	if err := e.lockFor(ctx, name); err != nil {
		return 0, err
	}
	defer e.mu.Unlock()
	l := e.logs[name]
	if l == nil {
		l = &log{changed: make(chan struct{})}
		e.logs[name] = l
	}
	return l.end(), nil
}

func errGone(name string) error { return fmt.Errorf("memory: log %q: %w", name, remote.ErrGone) }

func (e *Engine) Append(ctx context.Context, name string, records ...[]byte) error {
	if err := e.lockFor(ctx, name); err != nil {
		return err
	}
	defer e.mu.Unlock()
	l := e.logs[name]
	if l == nil {
		return errGone(name)
	}
	for _, r := range records {
		l.records = append(l.records, slices.Clone(r))
	}
	l.tell()
	return nil
}

func (e *Engine) Trim(ctx context.Context, name string, before int64) error {
	if err := e.lockFor(ctx, name); err != nil {
		return err
	}
	defer e.mu.Unlock()
	l := e.logs[name]
	if l == nil {
		return errGone(name)
	}
	if n := min(before, l.end()) - l.trimmed; n > 0 {
		l.records = slices.Clone(l.records[n:])
		l.trimmed += n
	}
	return nil
}

func (e *Engine) Remove(ctx context.Context, name string) error {
	if err := e.lockFor(ctx, name); err != nil {
		return err
	}
	defer e.mu.Unlock()
	if l := e.logs[name]; l != nil {
		l.removed = true
		l.tell()
		delete(e.logs, name)
	}
	return nil
}

func (e *Engine) Follow(ctx context.Context, name string, from int64) (remote.Reader, error) {
	if err := e.lockFor(ctx, name); err != nil {
		return nil, err
	}
	defer e.mu.Unlock()
	l := e.logs[name]
	if l == nil {
		return nil, errGone(name)
	}
	return &reader{e, name, l, from}, nil
}

type reader struct {
	engine *Engine
	name   string
	log    *log
	next   int64
}

func (r *reader) Close() error { return nil }

func (r *reader) Next(ctx context.Context) (remote.Record, error) {
	for {
		if err := r.engine.lockFor(ctx, r.name); err != nil {
			return remote.Record{}, err
		}
		l := r.log
		removed, changed := l.removed, l.changed
		r.next = max(r.next, l.trimmed)
		if !removed && r.next < l.end() {
			record := remote.Record{Number: r.next, Body: l.records[r.next-l.trimmed]}
			r.next++
			r.engine.mu.Unlock()
			return record, nil
		}
		r.engine.mu.Unlock()
		if removed {
			return remote.Record{}, errGone(r.name)
		}
		if err := r.engine.wait(ctx, changed); err != nil {
			return remote.Record{}, err
		}
	}
}
