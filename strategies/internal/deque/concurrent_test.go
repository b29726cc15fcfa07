package deque

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

// TestExactlyOnce has one owner and several thieves empty a deque in each of
// the ways that an owner may use it. Every job must come out once.
func TestExactlyOnce(t *testing.T) {
	const jobs = 30_000
	tests := []struct {
		name  string
		owner func(d *Deque, got []int) []int
	}{
		{"one at a time", func(d *Deque, got []int) []int { // always the last job
			for i := range jobs {
				d.Push(i)
				got = pop(d, got)
			}
			return got
		}},
		{"two at a time", func(d *Deque, got []int) []int {
			for i := 0; i < jobs; i += 2 {
				d.Push(i)
				d.Push(i + 1)
				got = popN(d, got, 1+i/2%3)
			}
			return got
		}},
		{"more pushes than pops", func(d *Deque, got []int) []int { // grows under theft
			for i := range jobs {
				d.Push(i)
				if i%4 == 3 {
					got = pop(d, got)
				}
			}
			return got
		}},
		{"bursts", func(d *Deque, got []int) []int {
			for i := 0; i < jobs; {
				for end := min(i+1+i%50, jobs); i < end; i++ {
					d.Push(i)
				}
				for range 60 {
					got = popN(d, got, 1+i%5)
				}
			}
			return got
		}},
		{"nothing popped", func(d *Deque, got []int) []int {
			for i := range jobs {
				d.Push(i)
			}
			return got
		}},
	}
	for _, tt := range tests {
		for _, thieves := range []int{1, 3} {
			var d Deque
			var done atomic.Bool
			stolen := make([][]int, thieves)
			var wg sync.WaitGroup
			for i := range thieves {
				wg.Go(func() { stolen[i] = stealAll(&d, &done) })
			}
			got := tt.owner(&d, nil)
			done.Store(true)
			wg.Wait()
			checkOnce(t, tt.name, thieves, jobs, append(stolen, got))
		}
	}
}

// TestExactlyOnceAfterLoad deals out a batch before the thieves start.
func TestExactlyOnceAfterLoad(t *testing.T) {
	const jobs = 100_000
	for _, claim := range []int{1, 2, 7, 64} {
		var d Deque
		d.Load(jobs-1, -1, jobs)
		var done atomic.Bool
		stolen := make([][]int, 3)
		var wg sync.WaitGroup
		for i := range stolen {
			wg.Go(func() { stolen[i] = stealAll(&d, &done) })
		}
		var got []int
		for d.Len() > 0 {
			got = popN(&d, got, claim)
		}
		done.Store(true)
		wg.Wait()
		checkOnce(t, "load", len(stolen), jobs, append(stolen, got))
	}
}

// TestRetryMeansProgress: whoever must retry lost to somebody who won.
func TestRetryMeansProgress(t *testing.T) {
	const jobs = 50_000
	var d Deque
	d.Load(0, 1, jobs)
	var won, lost [4]int
	var wg sync.WaitGroup
	for i := range won {
		wg.Go(func() {
			for {
				switch _, result := d.Steal(); result {
				case Success:
					won[i]++
				case Retry:
					lost[i]++
				case Empty:
					return
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for i := range won {
		total += won[i]
		if others := jobs - won[i]; lost[i] > others {
			t.Errorf("thief %d: %d retries, more than the %d jobs of others", i, lost[i], others)
		}
	}
	if total != jobs {
		t.Errorf("%d steals succeeded, want %d: Empty before the deque was", total, jobs)
	}
}

func pop(d *Deque, got []int) []int {
	if job, ok := d.Pop(); ok {
		got = append(got, job)
	}
	return got
}

func popN(d *Deque, got []int, n int) []int {
	dst := make([]int, n)
	return append(got, dst[:d.PopN(dst)]...)
}

// stealAll steals until the deque is empty and its owner is done.
func stealAll(d *Deque, done *atomic.Bool) (got []int) {
	for {
		last := done.Load()
		switch job, result := d.Steal(); result {
		case Success:
			got = append(got, job)
		case Empty:
			if last {
				return got
			}
		}
	}
}

func checkOnce(t *testing.T, name string, thieves, jobs int, got [][]int) {
	t.Helper()
	times := make([]int, jobs)
	for _, g := range got {
		for _, job := range g {
			if job < 0 || job >= jobs {
				t.Errorf("%s, %d thieves: phantom job %d", name, thieves, job)
				return
			}
			times[job]++
		}
	}
	if i := slices.IndexFunc(times, func(n int) bool { return n != 1 }); i >= 0 {
		t.Errorf("%s, %d thieves: job %d came out %d times, want 1", name, thieves, i, times[i])
	}
}
