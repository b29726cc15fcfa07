package remote

import (
	"context"
	"crypto/rand"
	"fmt"
	"hash/fnv"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// batch is one call of Execute.
type batch[T, R any] struct {
	strategy *Strategy[T, R]
	jobs     []pool.Job[T]
	results  *outbox[R]
	began    time.Time
	id       string                  // of the run
	epoch    string                  // of the run, if it has a name: what else had that name, had another one
	stop     context.CancelCauseFunc // ends converse

	mu        sync.Mutex // guards the following
	answers   answers[R]
	done      []bool // the job has a result
	open      int    // jobs that have none
	published int64  // jobs that were published
}

// run returns when every job has a result, or with what keeps them from it.
func (b *batch[T, R]) run(ctx context.Context) error {
	if b.open == 0 {
		return nil
	}
	s := b.strategy
	id, leave, err := s.enter(s.RunID)
	if err != nil {
		return err
	}
	defer leave()
	b.id, b.answers.codec = id, orJSON(s.Codec)
	w := s.watch(id)
	w.take, w.lacks = b.take, b.lacks
	if err = b.converse(ctx, w); err == errDone {
		err = nil
	}
	if err == nil || s.RunID == "" {
		s.remove(ctx, w) // at worst a log is left; the results are there
	}
	return err
}

// converse publishes the jobs and takes their results from the logs.
func (b *batch[T, R]) converse(ctx context.Context, w *watch) error {
	known, reader, err := follow(ctx, w.engine, logOf(w.run, 0))
	if err != nil {
		return err
	}
	defer reader.Close()
	ctx, b.stop = context.WithCancelCause(ctx)
	w.fail = b.stop
	var others sync.WaitGroup
	defer w.readers.Wait()
	defer others.Wait()
	defer b.stop(nil)
	if b.strategy.RunID != "" {
		if err := b.resume(ctx, w, known, reader); err != nil {
			return err
		}
	}
	others.Go(func() {
		if err := b.publish(ctx, w); err != nil {
			b.stop(err)
		}
	})
	others.Go(func() {
		if err := w.keep(ctx); err != nil {
			b.stop(err)
		}
	})
	return w.read(ctx, 0, reader)
}

// resume begins a run that has a name, or takes what was there when an earlier coordinator stopped.
func (b *batch[T, R]) resume(ctx context.Context, w *watch, known int64, reader Reader) error {
	begin := record{Kind: kindBegin, Jobs: int64(len(b.jobs)), Hash: b.hash(), Epoch: rand.Text()}
	if known == 0 {
		if err := w.append(ctx, seal(begin, nil)); err != nil {
			return err
		}
	}
	if err := b.expect(ctx, reader, begin); err != nil {
		return fmt.Errorf("run %q: %w", w.run, err)
	}
	for range known - 1 {
		rec, err := nextOf(ctx, reader)
		if err == nil {
			err = w.took(rec)
		}
		if err != nil {
			return err
		}
	}
	if known == 0 {
		return nil
	}
	return w.resume(ctx)
}

// expect reads the first record, which tells of what jobs the run is, and which results are its own.
func (b *batch[T, R]) expect(ctx context.Context, reader Reader, want record) error {
	first, err := nextOf(ctx, reader)
	if err != nil {
		return err
	}
	got, _, err := unseal[record](first.Body)
	if err != nil {
		return err
	}
	b.epoch, want.Epoch = got.Epoch, got.Epoch
	if got != want {
		return fmt.Errorf("was begun with %d jobs (hash %s), not with these %d (hash %s)", got.Jobs, got.Hash, want.Jobs, want.Hash)
	}
	return nil
}

func (b *batch[T, R]) take(r *record, body []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.takeLocked(r, body)
}

// takeLocked takes a record. A result of another epoch is one of jobs that had the same name once.
func (b *batch[T, R]) takeLocked(r *record, body []byte) error {
	switch {
	case r.Kind == kindPublished:
		b.published = max(b.published, min(r.Jobs, int64(len(b.jobs))))
	case r.Kind != kindResult || r.Epoch != b.epoch:
	case r.Number < 0 || r.Number >= int64(len(b.jobs)):
		return fmt.Errorf("remote: result of job number %d of %d", r.Number, len(b.jobs))
	case b.strategy.count(r, !b.done[r.Number]):
		b.done[r.Number] = true
		b.open--
		job := &b.jobs[r.Number]
		b.results.put(b.answers.result(r, body, job.ID, released(job, b.began)))
		if b.open == 0 {
			b.stop(errDone)
		}
	}
	return nil
}

// lacks returns messages of jobs that were published and have no result, from number from on, and
// the number after them.
func (b *batch[T, R]) lacks(from int64, most int) (messages [][]byte, next int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	size := 0
	for next = from; next < b.published && len(messages) < most && size < chunkBytes; next++ {
		if b.done[next] {
			continue
		}
		message, err := b.encode(next)
		if err != nil {
			b.takeLocked(b.refusal(next, err), nil) // its number is right
			continue
		}
		messages = append(messages, message)
		size += len(message)
	}
	return messages, next
}

// A chunk is published at once: a round trip to the server, and a record in the log.
const (
	chunkJobs  = 256
	chunkBytes = 1 << 20
)

// publish publishes the jobs that no earlier coordinator has published. What one had
// published before it died, but not noted, is published twice: a chunk at most.
func (b *batch[T, R]) publish(ctx context.Context, w *watch) error {
	b.mu.Lock()
	i := b.published
	b.mu.Unlock()
	for i < int64(len(b.jobs)) {
		var chunk, refused [][]byte
		for size := 0; i < int64(len(b.jobs)) && len(chunk) < chunkJobs && size < chunkBytes; i++ {
			message, err := b.encode(i)
			if err != nil {
				refused = append(refused, seal(b.refusal(i, err), nil))
				continue
			}
			chunk = append(chunk, message)
			size += len(message)
		}
		if len(chunk) > 0 {
			if err := patiently(ctx, func() error { return w.engine.Publish(ctx, w.queue, chunk...) }); err != nil {
				return err
			}
		}
		b.mu.Lock()
		b.published = i
		b.mu.Unlock()
		w.hear()
		if b.strategy.RunID != "" {
			refused = append(refused, seal(record{Kind: kindPublished, Jobs: i}, nil))
		}
		if len(refused) > 0 {
			if err := w.append(ctx, refused...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch[T, R]) encode(i int64) ([]byte, error) {
	header := headerOf(b.id, i, &b.jobs[i])
	header.Epoch = b.epoch
	return b.strategy.encode(header, &b.jobs[i])
}

// refusal is the result of a job that cannot be encoded.
func (b *batch[T, R]) refusal(i int64, err error) *record {
	failure := &record{Kind: kindResult, Epoch: b.epoch, Number: i, Never: true, Worker: -1}
	failure.setError(err)
	return failure
}

// hash returns what tells jobs from other ones: their IDs, keys and data.
func (b *batch[T, R]) hash() string {
	h := fnv.New64a()
	for i := range b.jobs {
		job := &b.jobs[i]
		body, err := orJSON(b.strategy.Codec).Marshal(job.Data)
		if err != nil {
			body = []byte(err.Error())
		}
		fmt.Fprintf(h, "%q %q %d ", job.ID, job.Key, len(body))
		h.Write(body)
	}
	return fmt.Sprintf("%016x", h.Sum64())
}
