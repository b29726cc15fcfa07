package pool_test

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// homely is a discipline whose jobs prefer the worker that their Key names, in a queue
// that misses a job at times and notes who is idle.
type homely struct {
	misses, admits int // how often in a row Pop returns 0 although a job waits; and what it says
	mu             sync.Mutex
	waiting        []int
	missed         map[int]int
	idle           map[int]bool
	notes          []string
}

func (*homely) Name() string { return "homely" }

func (q *homely) NewQueue(Setup) (Queue, error) {
	q.missed, q.idle = make(map[int]int), make(map[int]bool)
	return q, nil
}

func (q *homely) Push(t Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, t.Index)
	if t.Key == "" {
		return AnyWorker
	}
	return Prefer(int(t.Key[0] - '0'))
}

func (q *homely) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		return 0
	}
	if q.missed[worker] < q.misses {
		q.missed[worker]++
		return 0
	}
	q.missed[worker] = 0
	dst[0] = q.waiting[0]
	q.waiting = q.waiting[1:]
	return 1
}

func (q *homely) Relaxed() int { return q.admits }

// TestPreferredWorker: the one whom Push prefers is woken if it is idle, and any other
// if it is not.
func TestPreferredWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 4}).WithDiscipline(new(homely)).WithProcessor(sleepy)
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := map[string]int{"a": 2, "b": 0, "c": 3, "d": -1}
		for _, job := range []Job[int]{
			{ID: "a", Key: "2", Data: 1}, {ID: "b", Key: "0", Data: 5}, {ID: "c", Key: "3", Data: 1},
			{ID: "d", Key: "0", Data: 1}, // whom b keeps busy
		} {
			synctest.Wait()
			p.Submit(t.Context(), job)
		}
		go p.Close()
		for r := range p.Results() {
			if w := want[r.JobID]; w >= 0 && r.Worker != w || w < 0 && r.Worker == 0 || r.Wait != 0 {
				t.Errorf("job %s: worker %d after %v, want %d at once", r.JobID, r.Worker, r.Wait, w)
			}
		}
	})
}

// TestPreferNobody: to prefer a worker that is not there breaks the contract.
func TestPreferNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithDiscipline(new(homely)).WithProcessor(double)
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.Submit(t.Context(), Job[int]{Key: "7"})
		if err := p.Close(); err == nil || err.Error() != `strategy "homely": Push returned worker 7 of 2` {
			t.Errorf("Close = %v", err)
		}
	})
}

// TestRelaxed: a queue that says how often Pop may miss a job loses none and has no
// worker idle beside it; one that says less loses it.
func TestRelaxed(t *testing.T) {
	for _, c := range []struct{ misses, admits int }{{0, 0}, {3, 3}, {3, 0}} {
		synctest.Test(t, func(t *testing.T) {
			p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithDiscipline(&homely{misses: c.misses, admits: c.admits}).WithProcessor(sleepy)
			for range 10 {
				p.AddJob(Job[int]{Data: 1})
			}
			began := time.Now()
			_, err := p.Run()
			if right := c.admits == c.misses; right != (err == nil) || right && time.Since(began) != 5*time.Second {
				t.Errorf("%+v: %v, error %v", c, time.Since(began), err)
			}
		})
	}
}

// idling is homely that is told who is idle.
type idling struct{ *homely }

func (d idling) NewQueue(s Setup) (Queue, error) { _, err := d.homely.NewQueue(s); return d, err }

func (d idling) Idle(worker int, idle bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.idle[worker] == idle {
		d.notes = append(d.notes, fmt.Sprintf("Idle(%d, %v) twice", worker, idle))
	}
	d.idle[worker] = idle
}

// TestIdle: a queue knows which workers wait.
func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := idling{new(homely)}
		p := NewWithConfig[int, int](Config{NumWorkers: 3}).WithDiscipline(q).WithProcessor(sleepy).WithoutResults()
		check := func(want int) {
			t.Helper()
			synctest.Wait()
			q.mu.Lock()
			defer q.mu.Unlock()
			n := 0
			for _, idle := range q.idle {
				if idle {
					n++
				}
			}
			if n != want {
				t.Errorf("%d workers are idle, want %d", n, want)
			}
		}
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		check(3)
		p.Submit(t.Context(), Job[int]{Data: 1})
		p.Submit(t.Context(), Job[int]{Data: 3})
		check(1)
		time.Sleep(2 * time.Second)
		check(2)
		p.Close()
		for worker, idle := range q.idle {
			if idle {
				t.Errorf("worker %d has left, idle", worker)
			}
		}
		for _, note := range q.notes {
			t.Error(note)
		}
	})
}
