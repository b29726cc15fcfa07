package pool_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// paced is a discipline of jobs for all and, those with a Key, for the worker
// whose number that is, who takes its own first. A look at the queue waits for
// gates that the test opens.
type paced struct {
	mu    sync.Mutex
	any   []int
	own   map[int][]int
	looks map[int]int // by worker

	before, after map[string]chan struct{} // by "worker/look"
}

func (*paced) Name() string                    { return "paced" }
func (d *paced) NewQueue(Setup) (Queue, error) { return d, nil }

func newPaced(before, after []string) *paced {
	gates := func(names []string) map[string]chan struct{} {
		m := make(map[string]chan struct{})
		for _, name := range names {
			m[name] = make(chan struct{})
		}
		return m
	}
	return &paced{own: make(map[int][]int), looks: make(map[int]int), before: gates(before), after: gates(after)}
}

func (d *paced) Push(t Ticket) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t.Key == "" {
		d.any = append(d.any, t.Index)
		return AnyWorker
	}
	worker := int(t.Key[0] - '0')
	d.own[worker] = append(d.own[worker], t.Index)
	return worker
}

func (d *paced) Pop(worker int, dst []int) int {
	d.mu.Lock()
	d.looks[worker]++
	look := fmt.Sprintf("%d/%d", worker, d.looks[worker])
	d.mu.Unlock()
	if gate, ok := d.before[look]; ok {
		<-gate
	}
	n := d.take(worker, dst)
	if gate, ok := d.after[look]; ok {
		<-gate
	}
	return n
}

func (d *paced) take(worker int, dst []int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if own := d.own[worker]; len(own) > 0 {
		dst[0], d.own[worker] = own[0], own[1:]
		return 1
	}
	if len(d.any) > 0 {
		dst[0], d.any = d.any[0], d.any[1:]
		return 1
	}
	return 0
}

// startPaced starts a stream on two workers, whose jobs take Data seconds.
func startPaced(t *testing.T, d *paced) (p *WorkerPool[int, int], submit func(id, key string)) {
	t.Helper()
	p = NewWithConfig[int, int](Config{NumWorkers: 2}).WithDiscipline(d).WithProcessor(sleepy)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p, func(id, key string) {
		t.Helper()
		if err := p.Submit(context.Background(), Job[int]{ID: id, Key: key, Data: 3600}); err != nil {
			t.Error(err)
		}
		synctest.Wait()
	}
}

// checkNoWait checks that every job ran at once.
func checkNoWait(t *testing.T, p *WorkerPool[int, int], want ...string) {
	t.Helper()
	time.Sleep(time.Minute) // of the hour that each job takes
	go p.Close()
	var ids []string
	for r := range p.Results() {
		ids = append(ids, r.JobID)
		if r.Wait != 0 {
			t.Errorf("job %s waited %v beside a parked worker", r.JobID, r.Wait)
		}
	}
	if slices.Sort(ids); !slices.Equal(ids, want) {
		t.Errorf("results of %v, want of %v", ids, want)
	}
}

// TestWakeIsPassedOn: a worker that was woken for a job that anyone can take,
// and takes one of its own, wakes another one for it.
func TestWakeIsPassedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// Each worker parks after its second look. The one woken for "any" waits
		// with its third until it has a job of its own.
		d := newPaced([]string{"0/3", "1/3"}, nil)
		p, submit := startPaced(t, d)
		synctest.Wait()
		submit("any", "")
		woken := "1" // who parked last is chance, and with it who is woken
		if d.looks[0] == 3 {
			woken = "0"
		}
		submit("own", woken)
		close(d.before["0/3"])
		close(d.before["1/3"])
		checkNoWait(t, p, "any", "own")
	})
}

// TestWakeMeetsRetract: a worker that has announced that it will wait, finds a
// job after all, and is woken for another one meanwhile, wakes another worker
// for that.
func TestWakeMeetsRetract(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newPaced([]string{"0/1", "0/2", "1/1"}, []string{"1/1", "1/2"})
		p, submit := startPaced(t, d)
		synctest.Wait()
		close(d.before["1/1"]) // worker 1 sees nothing, and has not said so yet
		synctest.Wait()
		close(d.before["0/1"]) // worker 0 sees nothing, and announces itself
		synctest.Wait()
		d.mu.Lock()
		looks := d.looks[0]
		d.mu.Unlock()
		if looks != 2 {
			t.Fatalf("worker 0 looked %d times, want it before its second look", looks)
		}
		submit("first", "1")  // wakes nobody: worker 1 has not announced itself
		close(d.after["1/1"]) // worker 1 announces itself, looks, and takes the first job
		synctest.Wait()
		close(d.before["0/2"]) // worker 0 sees nothing, and parks
		synctest.Wait()
		submit("second", "") // wakes worker 1, which was the last to announce itself
		close(d.after["1/2"])
		checkNoWait(t, p, "first", "second")
	})
}
