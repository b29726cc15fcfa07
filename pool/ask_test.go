package pool_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestAsk: each asker gets the result of its own job, with its times, though all have one
// ID; nobody has to receive it before the stream ends.
func TestAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 2, BufferSize: 4}, sleepy)
		var answers []<-chan Result[int]
		for i := range 9 {
			answer, err := p.Ask(t.Context(), Job[int]{ID: "same", Data: i})
			if err != nil {
				t.Fatal(err)
			}
			answers = append(answers, answer)
		}
		p.Submit(t.Context(), Job[int]{ID: "another", Data: 1})
		go p.Close()
		if ids, _ := collect(p); len(ids) != 1 || ids[0] != "another" {
			t.Errorf("Results: %v, want the job that was submitted alone", ids)
		}
		for i, answer := range answers {
			r := <-answer
			if r.JobID != "same" || r.Error != nil || r.Duration != time.Duration(i)*time.Second {
				t.Errorf("Ask of job %d: %+v, want one that took %d s", i, r, i)
			}
		}
	})
}

// TestAskAtTheEnd: Ask returns what Submit does, and what was accepted has its result when
// the stream ends.
func TestAskAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		why := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 1, WhenFull: RefuseWhenFull}).WithProcessor(sleepy)
		if _, err := p.Ask(ctx, Job[int]{}); err != ErrClosed {
			t.Errorf("Ask before Start: %v, want %v", err, ErrClosed)
		}
		if err := p.Start(ctx); err != nil {
			t.Fatal(err)
		}
		p.Ask(ctx, Job[int]{Data: 100})
		synctest.Wait()
		waits, err := p.Ask(ctx, Job[int]{Data: 100})
		if err != nil {
			t.Fatal(err)
		}
		refused := make(chan error)
		go func() {
			_, err := p.Ask(ctx, Job[int]{}) // the buffer is full, and Ask waits
			refused <- err
		}()
		synctest.Wait()
		cancel(why)
		if err := <-refused; err != why {
			t.Errorf("Ask that waits at the end: %v, want %v", err, why)
		}
		if err := p.Close(); err != why {
			t.Errorf("Close: %v, want %v", err, why)
		}
		if r := <-waits; r.Error != why || r.Worker != -1 {
			t.Errorf("result of a job that waited at the end: %+v", r)
		}
		if _, err := p.Ask(ctx, Job[int]{}); err != why {
			t.Errorf("Ask after the end: %v, want %v", err, why)
		}
	})
}
