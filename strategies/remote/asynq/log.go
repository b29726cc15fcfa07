package asynq

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// A log is a stream of Redis, in which record n has the ID 0-(n+1).

func keyOf(log string) string { return "poolbench:log:" + log }

func idOf(number int64) string { return fmt.Sprintf("0-%d", number+1) }

func numberOf(id string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(id, "0-"), 10, 64)
	return n - 1, err
}

const (
	field = "body"   // of every entry
	group = "nobody" // the consumer group with which a stream is made
)

func errGone(log string) error { return fmt.Errorf("asynq: log %q: %w", log, remote.ErrGone) }

func (e *Engine) Open(ctx context.Context, log string) (int64, error) {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return 0, err
	}
	defer done()
	// An empty stream is made with a consumer group.
	err = e.client.XGroupCreateMkStream(ctx, keyOf(log), group, "$").Err()
	if err != nil && !redis.HasErrorPrefix(err, "BUSYGROUP") {
		return 0, e.life.Told(ctx, err)
	}
	info, err := e.client.XInfoStream(ctx, keyOf(log)).Result()
	if err != nil {
		return 0, e.life.Told(ctx, err)
	}
	return info.EntriesAdded, nil
}

func (e *Engine) Append(ctx context.Context, log string, records ...[]byte) error {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	if len(records) == 0 {
		return nil
	}
	_, err = e.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, r := range records {
			p.XAdd(ctx, &redis.XAddArgs{Stream: keyOf(log), NoMkStream: true, ID: "0-*", Values: []any{field, r}})
		}
		return nil
	})
	if errors.Is(err, redis.Nil) {
		return errGone(log)
	}
	return e.life.Told(ctx, err)
}

// exists returns an error unless the log exists.
func (e *Engine) exists(ctx context.Context, log string) error {
	n, err := e.client.Exists(ctx, keyOf(log)).Result()
	if err == nil && n == 0 {
		return errGone(log)
	}
	return e.life.Told(ctx, err)
}

func (e *Engine) Trim(ctx context.Context, log string, before int64) error {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil || before <= 0 {
		return err
	}
	defer done()
	if err := e.exists(ctx, log); err != nil {
		return err
	}
	return e.life.Told(ctx, e.client.XTrimMinID(ctx, keyOf(log), idOf(before)).Err())
}

func (e *Engine) Remove(ctx context.Context, log string) error {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	return e.life.Told(ctx, e.client.Del(ctx, keyOf(log)).Err())
}

func (e *Engine) Follow(ctx context.Context, log string, from int64) (remote.Reader, error) {
	ctx, done, err := e.life.Begin(ctx, log)
	if err != nil {
		return nil, err
	}
	defer done()
	return &reader{e: e, log: log, last: idOf(max(from, 0) - 1)}, e.exists(ctx, log)
}

// reader reads a stream. A request is on its way while Next waits, and stays so when the
// context of Next ends: its answer is for the next Next.
type reader struct {
	e       *Engine
	log     string
	last    string // ID of the last entry that was read
	entries []redis.XMessage
	request chan answer // of the request on its way
}

type answer struct {
	entries []redis.XMessage
	err     error
}

const (
	readAhead = 512         // entries
	readWait  = time.Second // how long the server may keep a request
)

func (r *reader) Next(ctx context.Context) (remote.Record, error) {
	ctx, done, err := r.e.life.Begin(ctx, r.log)
	if err != nil {
		return remote.Record{}, err
	}
	defer done()
	for len(r.entries) == 0 {
		if r.request == nil {
			r.ask()
		}
		select {
		case a := <-r.request:
			r.request = nil
			if errors.Is(a.err, redis.Nil) {
				a.err = r.e.exists(ctx, r.log)
			}
			if a.err != nil {
				return remote.Record{}, r.e.life.Told(ctx, a.err)
			}
			r.entries = a.entries
		case <-ctx.Done():
			return remote.Record{}, context.Cause(ctx)
		}
	}
	entry := r.entries[0]
	r.entries = r.entries[1:]
	r.last = entry.ID
	number, err := numberOf(entry.ID)
	body, ok := entry.Values[field].(string)
	if err != nil || !ok {
		return remote.Record{}, fmt.Errorf("asynq: log %q: entry %s is no record", r.log, entry.ID)
	}
	return remote.Record{Number: number, Body: []byte(body)}, nil
}

// ask sends a request.
func (r *reader) ask() {
	request := make(chan answer, 1)
	r.request = request
	r.e.mu.Lock()
	defer r.e.mu.Unlock()
	if r.e.closed {
		request <- answer{err: r.e.life.Closed()}
		return
	}
	r.e.running.Go(func() {
		streams, err := r.e.client.XRead(r.e.life.Context, &redis.XReadArgs{
			Streams: []string{keyOf(r.log)}, ID: r.last, Count: readAhead, Block: readWait}).Result()
		a := answer{err: err}
		for _, s := range streams {
			a.entries = append(a.entries, s.Messages...)
		}
		request <- a
	})
}

func (r *reader) Close() error { return nil }
