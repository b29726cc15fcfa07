package pool

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool/sched"
)

var errNoProcessor = errors.New("pool: no processor: call WithProcessor first")

// A batch is a run whose jobs all exist at the start.
type batch[T, R any] struct {
	run  run[T, R]
	jobs []Job[T]
	book *sched.Book
	to   batchSink[T, R]

	pushing sync.Mutex // guards late, and calls of Push and Return
	late    row[int]   // jobs that come back and that the queue does not take
	anyLate atomic.Bool
}

// batchSink is the sink of a batch.
type batchSink[T, R any] interface {
	sink[T, R]
	// prepare makes a worker ready to write results.
	prepare(w *worker[T, R])
	// put writes the result of a job that no worker settled, after all workers have
	// left.
	put(i int, r Result[R])
}

// An outcome is what a run returns besides its results.
type outcome struct {
	Summary
	details []Detail
}

// runBatch runs all jobs through a queue of the discipline and writes one
// result for each to the sink.
func runBatch[T, R any](ctx context.Context, config *Config, d Discipline, jobs []Job[T],
	set *settings[T, R], to batchSink[T, R]) (outcome, error) {
	if err := config.Validate(); err != nil {
		return outcome{}, err
	}
	if set.processor == nil {
		return outcome{}, errNoProcessor
	}
	if len(jobs) == 0 {
		return outcome{}, nil
	}
	b := &batch[T, R]{jobs: jobs, book: sched.NewBook(len(jobs))}
	release := b.run.init(ctx, config, d, set)
	defer release()
	b.run.source, b.run.sink, b.to = b, to, to

	// No more workers than jobs: the rest would have nothing to do.
	n := min(config.workers(), len(jobs))
	err := b.run.makeQueue(d, Setup{Workers: n, Capacity: len(jobs)})
	if err != nil && b.run.failure == nil {
		return outcome{}, err // refused; nothing has run
	}
	b.run.tell(func(m Monitor) { m.Queued(len(jobs)) })
	if err == nil && b.run.ctx.Err() == nil && b.load() == nil {
		most := min(maxClaim, len(jobs))
		workers := make([]worker[T, R], n)
		b.run.counted = n > fewWorkers
		if b.run.shares && n > 1 {
			b.run.crew = make([]*worker[T, R], n)
			for id := range workers {
				b.run.crew[id] = &workers[id]
			}
		}
		for id := range workers {
			w := &workers[id]
			w.run, w.id, w.most, w.batch = &b.run, id, most, jobs
			w.initContext()
			to.prepare(w)
		}
		if set.join != nil {
			defer set.join(&b.run)()
		}
		b.run.lot.Close() // all jobs are there
		for id := range workers {
			b.run.start(&workers[id])
		}
		stop := b.run.atEnd(b.run.wakeAtEnd)
		b.run.workers.Wait()
		stop()
		b.run.stopAlarms()
	}
	b.settleRest(to)
	details, err := b.run.finish(n)
	if failure := b.run.verdict(); failure != nil {
		err = failure
	}
	return outcome{b.run.total, details}, err
}

// load hands all jobs to the queue.
func (b *batch[T, R]) load() error {
	b.run.waiting.placed.Store(int64(len(b.jobs)))
	return b.run.guard(func() error {
		if l, ok := b.run.queue.(Loader); ok {
			l.Load(batchView[T, R]{b})
			b.run.inspect()
			return nil
		}
		for i := range b.jobs {
			b.run.queue.Push(b.ticketOf(i))
		}
		return nil
	})
}

// batchView shows a batch to a Loader.
type batchView[T, R any] struct{ b *batch[T, R] }

func (v batchView[T, R]) Len() int            { return len(v.b.jobs) }
func (v batchView[T, R]) Ticket(i int) Ticket { return v.b.ticketOf(i) }

func (b *batch[T, R]) ticketOf(i int) Ticket {
	job := &b.jobs[i]
	return b.run.ticket(i, job, b.run.releaseTime(job, 0), uint64(i))
}

func (b *batch[T, R]) yields(*worker[T, R]) int { return 0 }

// pop takes jobs from the queue and returns how many. A queue that hands out a job
// twice, or one that does not exist, is broken: the run ends.
func (b *batch[T, R]) pop(w *worker[T, R]) int {
	n := 0
	if b.anyLate.Load() && w.allowed() {
		n = b.takeLate(w.claimed)
	}
	if n == 0 {
		n = b.run.queue.Pop(w.id, w.claimed)
	}
	if n < 0 || n > len(w.claimed) {
		b.run.broken(fmt.Errorf("Pop returned %d jobs, want 0 to %d", n, len(w.claimed)))
		return 0
	}
	kept, err := b.book.HandOut(w.claimed[:n])
	if err != nil {
		b.run.broken(err)
	}
	return kept
}

// takeLate takes the first job that has come back and that the queue does not take.
func (b *batch[T, R]) takeLate(claimed []int) int {
	b.pushing.Lock()
	defer b.pushing.Unlock()
	if b.late.len() == 0 {
		return 0
	}
	claimed[0] = b.late.pop()
	b.anyLate.Store(b.late.len() > 0)
	return 1
}

// comeBack places a job that is to run again.
func (b *batch[T, R]) comeBack(job entry[T]) {
	b.run.back.count.Add(-1)
	b.book.TakeBack(int(job.seq))
	b.run.wake(b.pushBack(job))
}

// pushBack gives a job that comes back to the queue or, if that does not take it, to
// the list of the late ones. It returns whom to wake.
func (b *batch[T, R]) pushBack(job entry[T]) (to, limit int) {
	b.pushing.Lock()
	defer b.pushing.Unlock()
	to, limit = AnyWorker, b.run.size
	if _, loads := b.run.queue.(Loader); loads && b.run.returner == nil {
		b.late.push(int(job.seq))
		if b.run.limiter != nil {
			b.run.waiting.placed.Add(1)
		}
		b.anyLate.Store(true)
		b.run.limits.Event()
		return to, b.run.limits.Seen()
	}
	returned := false
	defer func() {
		if !returned {
			b.run.broken(endedBy(recover()))
		}
	}()
	t := b.ticketOf(int(job.seq))
	p, _ := b.run.back.progressOf(job.seq)
	t.Attempt = p.attempts
	to, limit = b.run.checkedPush(&t)
	returned = true
	return to, limit
}

// settleRest writes a result for each job that no worker has claimed. No worker
// is left.
func (b *batch[T, R]) settleRest(to batchSink[T, R]) {
	var now time.Time
	skipped := 0
	b.settleDropped(to)
	for job, ok := b.run.back.rest(); ok; job, ok = b.run.back.rest() {
		b.book.TakeBack(int(job.seq))
	}
	for i := range b.jobs {
		if b.book.IsOut(i) {
			continue
		}
		if skipped == 0 {
			now = b.run.began.Add(b.run.since())
			if b.run.ctx.Err() == nil {
				b.run.broken(fmt.Errorf("lost job %d of %d", i, len(b.jobs)))
			}
		}
		job := &b.jobs[i]
		r := b.run.unfinished(job, uint64(i), b.run.releaseTime(job, 0), now)
		b.run.tellSkipped(r.Error)
		b.run.answer(uint64(i), &r)
		to.put(i, r)
		skipped++
	}
	b.settleDropped(to)
	b.run.total.Jobs += skipped
	b.run.total.Errors += skipped
	b.run.truncated = b.run.truncated || skipped > 0
}

// settleDropped writes the results of jobs that do not run themselves.
func (b *batch[T, R]) settleDropped(to batchSink[T, R]) {
	for d, ok := b.run.drops.take(); ok; d, ok = b.run.drops.take() {
		if r, _, ok := b.run.dropResult(d); ok {
			to.put(d.index, r)
			b.run.total.add(summaryOf(&r))
		}
	}
}

// memory is the sink that writes results by index, without a channel.
type memory[T, R any] struct{ results []Result[R] }

func (m memory[T, R]) prepare(w *worker[T, R])                   { w.byJob = m.results }
func (m memory[T, R]) settled(*worker[T, R], time.Duration) bool { return false }
func (m memory[T, R]) flush(*worker[T, R])                       {}
func (m memory[T, R]) put(i int, r Result[R])                    { m.results[i] = r }
