package remote

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// maxLogs is how many logs may be begun in place of the first one of a run.
const maxLogs = 9

// logOf names a log of a run: the first one has number 0.
func logOf(runID string, number int) string {
	if number == 0 {
		return "run-" + runID
	}
	return fmt.Sprintf("run%d-%s", number, runID)
}

// A watch reads the logs of a run, and keeps it going on a server that loses what it has
// stored, see [Strategy.Republish].
type watch struct {
	engine Engine
	queue  string
	run    string
	every  time.Duration
	trims  bool                                                       // what was read is discarded
	take   func(r *record, body []byte) error                         // is called by one goroutine a log
	fail   func(error)                                                // ends the run
	lacks  func(from int64, most int) (messages [][]byte, next int64) // of jobs that are published and have no result
	again  *atomic.Int64                                              // counts those that are published again

	log     atomic.Int64 // the number of the last log
	readers sync.WaitGroup

	mu    sync.Mutex // guards the following
	heard time.Time  // when there was a result, or a job was published
	probe string     // the record that is waited for
	back  chan struct{}
}

func (s *Strategy[T, R]) watch(run string) *watch {
	return &watch{engine: s.Engine, queue: s.queue(), run: run, every: s.Republish, again: &s.stats.republished, heard: time.Now()}
}

func (w *watch) hear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard = time.Now()
}

func (w *watch) lastHeard() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.heard
}

// read takes what comes in a log, until ctx ends.
func (w *watch) read(ctx context.Context, log int, reader Reader) error {
	for n := 1; ; n++ {
		rec, err := nextOf(ctx, reader)
		if ctx.Err() == nil && errors.Is(err, ErrGone) && w.every > 0 {
			<-ctx.Done() // another one is begun in its place
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil {
			err = w.took(rec)
		}
		if err != nil {
			return err
		}
		if w.trims && n%trimEvery == 0 {
			// What is not discarded now is with the next ones.
			w.engine.Trim(ctx, logOf(w.run, log), rec.Number+1)
		}
	}
}

// took takes a record.
func (w *watch) took(rec Record) error {
	r, body, err := unseal[record](rec.Body)
	if err != nil {
		return err
	}
	switch r.Kind {
	case kindProbe:
		w.mu.Lock()
		defer w.mu.Unlock()
		if r.Hash == w.probe && w.back != nil {
			close(w.back)
			w.back = nil
		}
		return nil
	case kindResult:
		w.hear()
	}
	return w.take(&r, body)
}

// append adds records to the last log.
func (w *watch) append(ctx context.Context, records ...[]byte) error {
	worth := func(err error, _ time.Duration) bool {
		return errors.Is(err, ErrUnavailable) || errors.Is(err, ErrGone) && w.every > 0
	}
	return retry(ctx, worth, func() error { return w.engine.Append(ctx, w.lastLog(), records...) })
}

func (w *watch) lastLog() string { return logOf(w.run, int(w.log.Load())) }

// keep looks after the run until ctx ends.
func (w *watch) keep(ctx context.Context) error {
	if w.every == 0 {
		return nil
	}
	var looked, acted time.Time // when it began to, and when it had
	wait, silences := w.every, 0
	for {
		since := w.lastHeard()
		if since.After(looked) {
			wait, silences = w.every, 0
		} else {
			since = acted
		}
		if left := time.Until(since.Add(wait)); left > 0 {
			timer := time.NewTimer(left)
			select {
			case <-timer.C:
			case <-ctx.Done():
				timer.Stop()
				return context.Cause(ctx)
			}
			continue
		}
		looked = time.Now()
		err := w.act(ctx, silences+1)
		acted = time.Now()
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err == nil:
			wait, silences = 2*wait, silences+1
		case !errors.Is(err, ErrUnavailable) && !errors.Is(err, context.DeadlineExceeded): // then silence is no wonder
			return err
		}
	}
}

// act does something about the nth silence since there was a result.
func (w *watch) act(ctx context.Context, nth int) error {
	if missing, _ := w.lacks(0, 1); len(missing) == 0 {
		return nil
	}
	if !w.stores(ctx) && w.log.Load() < maxLogs {
		return w.begin(ctx)
	}
	suspects := suspectsOf(w.queue)
	var there int64
	for _, queue := range []string{w.queue, suspects} {
		short, cancel := context.WithTimeout(ctx, w.every)
		depth, err := w.engine.Depth(short, queue)
		cancel()
		if err != nil {
			return err
		}
		there += depth.Waiting + depth.Leased
	}
	switch {
	case there == 0:
		return w.republish(ctx, w.queue, 0, math.MaxInt)
	case nth%2 == 0: // nobody serves it, or what is there is not delivered
		return w.republish(ctx, suspects, -1, chunkJobs)
	}
	return nil
}

// stores reports whether the last log takes a record, and shows it.
func (w *watch) stores(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, w.every)
	defer cancel()
	back := make(chan struct{})
	w.mu.Lock()
	w.probe, w.back = rand.Text(), back
	probe := record{Kind: kindProbe, Hash: w.probe}
	w.mu.Unlock()
	if err := w.engine.Append(ctx, w.lastLog(), seal(probe, nil)); err != nil {
		return false
	}
	select {
	case <-back:
		return true
	case <-ctx.Done():
		return false
	}
}

// begin begins another log. Workers that cannot store results in an earlier one find it.
func (w *watch) begin(ctx context.Context) error {
	number := int(w.log.Load()) + 1
	short, cancel := context.WithTimeout(ctx, w.every)
	defer cancel()
	if _, err := w.engine.Open(short, logOf(w.run, number)); err != nil {
		return err
	}
	reader, err := w.engine.Follow(short, logOf(w.run, number), 0)
	if err != nil {
		return err
	}
	w.follow(ctx, number, reader)
	return nil
}

// follow reads another log.
func (w *watch) follow(ctx context.Context, number int, reader Reader) {
	w.log.Store(int64(number))
	w.readers.Go(func() {
		defer reader.Close()
		if err := w.read(ctx, number, reader); ctx.Err() == nil {
			w.fail(err)
		}
	})
}

// resume finds the logs that an earlier coordinator of the run has begun.
func (w *watch) resume(ctx context.Context) error {
	for number := 1; number <= maxLogs; number++ {
		log := logOf(w.run, number)
		err := patiently(ctx, func() error { return w.engine.Append(ctx, log, seal(record{Kind: kindProbe}, nil)) })
		if errors.Is(err, ErrGone) {
			return nil
		}
		var reader Reader
		if err == nil {
			_, reader, err = follow(ctx, w.engine, log)
		}
		if err != nil {
			return err
		}
		w.follow(ctx, number, reader)
	}
	return nil
}

// republish publishes jobs that have no result, most of them at most.
func (w *watch) republish(ctx context.Context, queue string, kills, most int) error {
	for from := int64(0); most > 0; {
		messages, next := w.lacks(from, min(most, chunkJobs))
		if len(messages) == 0 {
			return nil
		}
		for i, message := range messages {
			header, body, err := unseal[jobHeader](message)
			if err != nil {
				return err
			}
			header.Log, header.Kills = int(w.log.Load()), kills
			messages[i] = seal(header, body)
		}
		short, cancel := context.WithTimeout(ctx, w.every)
		err := w.engine.Publish(short, queue, messages...)
		cancel()
		if err != nil {
			return err
		}
		w.again.Add(int64(len(messages)))
		from, most = next, most-len(messages)
	}
	return nil
}
