package pool_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// strict is a Monitor that checks what it is told.
type strict struct {
	Tally
	t     *testing.T
	mu    sync.Mutex
	waits []time.Duration
	most  int64
}

func (s *strict) Started(worker int, wait time.Duration, attempt int) {
	s.Tally.Started(worker, wait, attempt)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waits = append(s.waits, wait)
	s.most = max(s.most, s.Running.Load())
	if s.Waiting.Load() < 0 {
		s.t.Errorf("%d jobs wait", s.Waiting.Load())
	}
}

// TestMonitor: what a monitor has been told adds up at each moment, whatever becomes of
// the jobs.
func TestMonitor(t *testing.T) {
	const n = 40
	process := func(_ context.Context, job Job[int]) (int, error) {
		time.Sleep(time.Second)
		switch job.Data % 4 {
		case 1:
			return 0, errBug
		case 2:
			panic(errBug)
		}
		return 0, nil
	}
	for _, mode := range []string{"batch", "stream", "by hand", "batch ends", "stream ends"} {
		t.Run(mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := &strict{t: t}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if strings.HasSuffix(mode, "ends") {
					time.AfterFunc(2500*time.Millisecond, cancel)
				}
				p := NewWithConfig[int, int](Config{NumWorkers: 4, MaxRetries: 1, RetryDelay: time.Second}).
					WithProcessor(process).WithMonitor(m)
				if mode == "by hand" {
					p.WithStrategy(groups{10})
				}
				if strings.HasPrefix(mode, "stream") {
					if err := p.Start(ctx); err != nil {
						t.Fatal(err)
					}
					jobs := numbered(n)
					for i := range jobs {
						if err := p.Submit(t.Context(), jobs[i]); err != nil {
							t.Fatal(err)
						}
					}
					synctest.Wait()
					if m.Running.Load() != 4 || m.Waiting.Load() != n-4 || m.Accepted.Load() != n {
						t.Errorf("%d run, %d wait, %d came", m.Running.Load(), m.Waiting.Load(), m.Accepted.Load())
					}
					go p.Close()
					for range p.Results() {
					}
				} else {
					p.AddJobs(numbered(n))
					p.RunContext(ctx)
				}
				done, failed, lost := m.Done.Load(), m.Failed.Load(), m.Lost.Load()
				if m.Running.Load() != 0 || m.Waiting.Load() != 0 || done+lost != n || m.most != 4 {
					t.Errorf("in the end %d run, %d wait, %d done, %d lost; at most %d ran", m.Running.Load(), m.Waiting.Load(), done, lost, m.most)
				}
				switch {
				case strings.HasSuffix(mode, "ends"):
					if lost == 0 || done == 0 {
						t.Errorf("%d done, %d lost", done, lost)
					}
				case done != n || failed != n/2 || mode != "by hand" && m.Retried.Load() != n/4:
					t.Errorf("%d done, %d failed, %d retried", done, failed, m.Retried.Load())
				}
				if mode == "batch" && (m.waits[0] != 0 || m.waits[4] != time.Second) {
					t.Errorf("waits %v", m.waits)
				}
			})
		})
	}
}

type wrongMonitor struct{ Tally }

func (*wrongMonitor) Ended(int, Outcome, bool) { panic(errBug) }

// TestMonitorPanics: that ends the run, which says so, and every job has a result.
func TestMonitorPanics(t *testing.T) {
	for _, s := range []Strategy[int, int]{FromDiscipline[int, int](FIFO{}), groups{3}} {
		p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double).WithMonitor(new(wrongMonitor)).WithStrategy(s)
		p.AddJobs(numbered(10))
		results, err := p.Run()
		if !errors.Is(err, errBug) || !strings.Contains(err.Error(), "monitor: ") || len(results) != 10 {
			t.Errorf("%s: %d results, %v", s.Name(), len(results), err)
		}
	}
}
