package pool_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// pairing is a discipline that hands out the jobs with Key "pair" together, to a worker that
// asks for several, and those with Key "after" once the first of the pair has ended. All
// others come first.
type pairing struct{}

func (pairing) Name() string { return "pairing" }

func (pairing) NewQueue(Setup) (Queue, error) {
	return &pairingQueue{waiting: make(map[string][]int)}, nil
}

type pairingQueue struct {
	mu      sync.Mutex
	waiting map[string][]int // by Key
	ended   bool             // the first of the pair has
}

func (q *pairingQueue) Push(t Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting[t.Key] = append(q.waiting[t.Key], t.Index)
	return AnyWorker
}

func (q *pairingQueue) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	key := ""
	switch {
	case len(q.waiting[""]) > 0:
		dst = dst[:1]
	case len(q.waiting["pair"]) > 0:
		if key = "pair"; len(dst) == 1 {
			return 0 // for a worker that has had short jobs
		}
	case q.ended:
		key, dst = "after", dst[:1]
	}
	n := copy(dst, q.waiting[key])
	q.waiting[key] = q.waiting[key][n:]
	return n
}

func (q *pairingQueue) Done(_ int, t Ticket, _ Outcome) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = q.ended || t.Key == "pair"
}

func (q *pairingQueue) Next() (at time.Duration, worker int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return 0, AnyWorker, q.ended && len(q.waiting["after"]) > 0
}

// TestEndWithinClaim: jobs that wait for the end of another one start as soon as that one
// has ended, though its worker goes on with a long job of the same claim.
func TestEndWithinClaim(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const warmups = 20
		jobs := numbered(warmups + 4)
		for i := range jobs {
			jobs[i].Data = 0
		}
		jobs[warmups].Key, jobs[warmups].Data = "pair", 1
		jobs[warmups+1].Key, jobs[warmups+1].Data = "pair", 3600
		jobs[warmups+2].Key, jobs[warmups+3].Key = "after", "after"
		p := NewWithConfig[int, int](Config{NumWorkers: 3}).WithDiscipline(pairing{}).WithProcessor(sleepy)
		p.AddJobs(jobs)
		began := time.Now()
		results, err := p.Run()
		if err != nil {
			t.Fatal(err)
		}
		pair := results[warmups : warmups+2]
		if pair[0].Worker != pair[1].Worker {
			t.Fatalf("the pair ran on workers %d and %d", pair[0].Worker, pair[1].Worker)
		}
		for _, r := range results[warmups+2:] {
			if waited := r.Started.Sub(began); waited != time.Second {
				t.Errorf("job %s started after %v, want 1s", r.JobID, waited)
			}
		}
	})
}
