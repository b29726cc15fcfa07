package pool_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestBufferSize: exactly so many jobs wait; the next Submit does, too, and is
// let in, in its turn, when a job starts.
func TestBufferSize(t *testing.T) {
	for _, size := range []int{1, 3, 64, 65} {
		synctest.Test(t, func(t *testing.T) {
			p := started(t, Config{NumWorkers: 2, BufferSize: size}, sleepy)
			submit := func(id int) error {
				return p.Submit(t.Context(), Job[int]{ID: fmt.Sprint(id), Data: 10})
			}
			for i := range size + 2 {
				if i < 2 {
					synctest.Wait() // the first two start
				}
				if err := p.TrySubmit(Job[int]{ID: fmt.Sprint(i), Data: 10}); err != nil {
					t.Fatalf("job %d of %d: %v", i, size+2, err)
				}
				if i < 2 {
					synctest.Wait()
				}
			}
			if err := p.TrySubmit(Job[int]{}); err != ErrFull {
				t.Fatalf("TrySubmit with %d waiting: %v, want ErrFull", size, err)
			}
			began := time.Now()
			var mu sync.Mutex
			var entered []int
			var wg sync.WaitGroup
			for i := range 4 {
				wg.Go(func() {
					time.Sleep(time.Duration(i) * time.Millisecond) // in this order
					if err := submit(100 + i); err != nil {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					entered = append(entered, i)
					if want := 10 * time.Second * time.Duration(1+i/2); time.Since(began) != want {
						t.Errorf("Submit %d returned after %v, want %v", i, time.Since(began), want)
					}
				})
			}
			go func() {
				wg.Wait()
				p.Close()
			}()
			ids, _ := collect(p)
			if len(ids) != size+6 {
				t.Errorf("%d results, want %d", len(ids), size+6)
			}
			slices.Sort(entered[:2])
			slices.Sort(entered[2:])
			if !slices.Equal(entered, []int{0, 1, 2, 3}) {
				t.Errorf("entered in the order %v", entered)
			}
		})
	}
}

// TestSubmitContext: a Submit that waits gives up with its context, and its job
// has no result; one whose context has ended does not begin.
func TestSubmitContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 1, BufferSize: 1}, sleepy)
		p.Submit(t.Context(), Job[int]{ID: "a", Data: 100})
		synctest.Wait()
		p.Submit(t.Context(), Job[int]{ID: "b", Data: 1})
		why := errors.New("no time")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, why)
		defer cancel()
		began := time.Now()
		if err := p.Submit(ctx, Job[int]{ID: "c"}); err != why || time.Since(began) != time.Second {
			t.Errorf("Submit = %v after %v, want %v after 1s", err, time.Since(began), why)
		}
		if err := p.Submit(ctx, Job[int]{ID: "d"}); err != why {
			t.Errorf("Submit with a context that has ended = %v, want %v", err, why)
		}
		go p.Close()
		if ids, errs := collect(p); !slices.Equal(ids, []string{"a", "b"}) || errs != nil {
			t.Errorf("results of %v, errors %v; want a and b", ids, errs)
		}
	})
}
