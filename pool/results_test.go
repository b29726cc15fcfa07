package pool_test

import (
	"fmt"
	"strings"
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

// TestUnreadLimit: workers wait for the reader once about BufferSize results are
// unread.
func TestUnreadLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size, claim = 1000, 16
		p := started(t, Config{NumWorkers: 1, BufferSize: size}, double)
		accepted := 0
		for p.TrySubmit(Job[int]{}) == nil {
			accepted++
			synctest.Wait()
		}
		if unread := accepted - size; unread < size || unread > size+2*claim {
			t.Errorf("%d results are unread or in a worker's hands, want %d to %d", unread, size, size+2*claim)
		}
		p.Close()
	})
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
