package pool_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	. "github.com/go-foundations/poolbench/pool"
)

// TestUnread: unread results hold Submit up, never Close.
func TestUnread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 2, BufferSize: 1}, double)
		accepted := 0
		for p.TrySubmit(Job[int]{}) == nil {
			accepted++
			synctest.Wait()
			if accepted > 10_000 {
				t.Fatal("10,000 results, none read, and still no end")
			}
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if ids, _ := collect(p); len(ids) != accepted {
			t.Errorf("%d results, %d jobs accepted", len(ids), accepted)
		}
	})
}

// TestUnreadLimit: workers wait for the reader once BufferSize results are
// unread, each with those of the jobs that it claimed last; and so at any number
// of workers.
func TestUnreadLimit(t *testing.T) {
	const claim = 16
	for _, c := range []struct{ workers, size, most int }{
		{1, 1000, 1000 + claim},
		{1, 1, 1 + claim},
		{64, 16, 16 + 64}, // a job each: there are never more
		{3, 1, 1 + 3},
		{20, 1000, 1000 + 20*claim},
	} {
		synctest.Test(t, func(t *testing.T) {
			var ran atomic.Int64
			p := started(t, Config{NumWorkers: c.workers, BufferSize: c.size}, func(context.Context, Job[int]) (int, error) {
				ran.Add(1)
				return 0, nil
			})
			accepted := 0
			for p.TrySubmit(Job[int]{}) == nil {
				accepted++
				synctest.Wait()
			}
			if n := int(ran.Load()); n <= c.size || n > c.most {
				t.Errorf("%d workers, BufferSize %d: %d jobs ran and none is read, want %d to %d", c.workers, c.size, n, c.size+1, c.most)
			}
			go p.Close()
			if ids, _ := collect(p); len(ids) != accepted {
				t.Errorf("%d workers, BufferSize %d: %d results, %d jobs accepted", c.workers, c.size, len(ids), accepted)
			}
		})
	}
}

// TestResultsBreak: what was not taken is there for the next call.
func TestResultsBreak(t *testing.T) {
	p := started(t, Config{NumWorkers: 3}, double)
	for _, job := range numbered(100) {
		p.Submit(t.Context(), job)
	}
	p.Close()
	seen := make(map[string]bool)
	for range 300 {
		for r := range p.Results() {
			if seen[r.JobID] {
				t.Fatalf("result %s came twice", r.JobID)
			}
			seen[r.JobID] = true
			if len(seen)%7 == 0 {
				break
			}
		}
	}
	if len(seen) != 100 {
		t.Errorf("%d results, want 100", len(seen))
	}
}

// TestTwoReaders: is misuse, and said so.
func TestTwoReaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 1}, double)
		go collect(p)
		synctest.Wait()
		func() {
			defer func() {
				if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "two goroutines") {
					t.Errorf("the second reader: %v", v)
				}
			}()
			collect(p)
		}()
		p.Close()
	})
}

// TestStartAfterResults: when Results has ended, so has the stream.
func TestStartAfterResults(t *testing.T) {
	p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double)
	for range 500 {
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		go p.Close()
		collect(p)
	}
}
