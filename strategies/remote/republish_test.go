package remote_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/memory"
)

// silence is after how long without a result jobs are published again.
const silence = 10 * time.Minute

// losing is an engine whose server loses what it has stored.
type losing struct {
	remote.Engine
	began time.Time
	deaf  time.Duration // after that the first log of a run stores nothing any more, unless it is 0
	gone  time.Duration // after that it is gone
	stuck int           // so many messages of the queue are delivered, unless it is 0

	mu        sync.Mutex         // guards the following
	forgets   func(nth int) bool // the nth message that is published
	published int
	delivered int
}

func (l *losing) Publish(ctx context.Context, queue string, bodies ...[]byte) error {
	var kept [][]byte
	l.mu.Lock()
	for _, body := range bodies {
		if l.forgets == nil || !l.forgets(l.published) {
			kept = append(kept, body)
		}
		l.published++
	}
	l.mu.Unlock()
	return l.Engine.Publish(ctx, queue, kept...)
}

func (l *losing) Append(ctx context.Context, log string, records ...[]byte) error {
	first, since := strings.HasPrefix(log, "run-"), time.Since(l.began)
	if first && l.deaf > 0 && since > l.deaf {
		return fmt.Errorf("append: %w", remote.ErrUnavailable)
	}
	if first && l.gone > 0 && since > l.gone {
		l.Engine.Remove(ctx, log)
	}
	return l.Engine.Append(ctx, log, records...)
}

func (l *losing) Fetch(ctx context.Context, queue string, most int) ([]remote.Delivery, error) {
	if l.stuck > 0 && queue == remote.DefaultQueue {
		l.mu.Lock()
		most = min(most, l.stuck-l.delivered)
		l.mu.Unlock()
		if most == 0 {
			<-ctx.Done()
			return nil, context.Cause(ctx)
		}
	}
	deliveries, err := l.Engine.Fetch(ctx, queue, most)
	l.mu.Lock()
	defer l.mu.Unlock()
	if queue == remote.DefaultQueue {
		l.delivered += len(deliveries)
	}
	return deliveries, err
}

// everyTenth forgets four of the first 40 messages.
func everyTenth(nth int) bool { return nth < 40 && nth%10 == 3 }

// lossy has 40 jobs done by two workers of a process over a server that loses things, as a batch and as a stream.
func lossy(t *testing.T, l *losing, check func(t *testing.T, got remote.Stats, ran int, took time.Duration)) {
	for _, kind := range []string{"batch", "named", "stream"} {
		t.Run(kind, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				memory := memory.New(lease)
				defer memory.Close()
				engine := &losing{Engine: memory, began: time.Now(), deaf: l.deaf, gone: l.gone, stuck: l.stuck, forgets: l.forgets}
				ctx, stop := context.WithCancel(t.Context())
				var processes sync.WaitGroup
				defer processes.Wait()
				defer stop()
				var did ledger
				processes.Go(func() { serve(ctx, engine, did.second) })
				s := &remote.Strategy[int, int]{Engine: engine, Republish: silence}
				var results []pool.Result[int]
				var err error
				switch kind {
				case "named":
					s.RunID = "nightly"
					fallthrough
				case "batch":
					results, err = run(t, s, 40)
				case "stream":
					results, err = stream(t, s, 40)
				}
				if err != nil || len(results) != 40 {
					t.Fatalf("%d results, %v", len(results), err)
				}
				wantAll(t, results)
				check(t, s.Stats(), did.total(), time.Since(engine.began))
			})
		})
	}
}

// stream has jobs done by a stream, and returns the results by job.
func stream(t *testing.T, s *remote.Strategy[int, int], n int) ([]pool.Result[int], error) {
	t.Helper()
	st, err := s.Start(t.Context())
	if err != nil {
		return nil, err
	}
	for _, job := range numbers(n) {
		if err := st.Submit(t.Context(), job); err != nil {
			return nil, err
		}
	}
	err = st.Close()
	results := make([]pool.Result[int], n)
	for r := range st.Results() {
		var i int
		fmt.Sscanf(r.JobID, "job %d", &i)
		results[i] = r
	}
	return results, err
}

// TestLostMessages: jobs whose messages the server has lost are published again, and only those.
func TestLostMessages(t *testing.T) {
	lossy(t, &losing{forgets: everyTenth}, func(t *testing.T, got remote.Stats, ran int, took time.Duration) {
		if want := (remote.Stats{Results: 40, Republished: 4}); got != want || ran != 40 || took < silence || took > silence+time.Minute {
			t.Errorf("%+v, %d ran, after %v; want %+v, 40, after %v", got, ran, took, want, silence)
		}
	})
}

// TestLostTwice: what is lost again is published again.
func TestLostTwice(t *testing.T) {
	forgets := func(nth int) bool { return everyTenth(nth) || nth == 40 }
	lossy(t, &losing{forgets: forgets}, func(t *testing.T, got remote.Stats, ran int, took time.Duration) {
		if got.Republished != 5 || got.Duplicates != 0 || ran != 40 || took < 2*silence {
			t.Errorf("%+v, %d ran, after %v; want 5 published again", got, ran, took)
		}
	})
}

// TestDeafLog: results that the first log does not take go to another one, and nothing runs twice.
func TestDeafLog(t *testing.T) {
	lossy(t, &losing{deaf: 5500 * time.Millisecond}, func(t *testing.T, got remote.Stats, ran int, took time.Duration) {
		if want := (remote.Stats{Results: 40}); got != want || ran != 40 || took > silence+2*time.Minute {
			t.Errorf("%+v, %d ran, after %v; want %+v, and 40", got, ran, took, want)
		}
	})
}

// TestLostLog: when the first log is gone, workers take the run for ended, and drop its jobs. These are published
// again, for another log.
func TestLostLog(t *testing.T) {
	lossy(t, &losing{gone: 5500 * time.Millisecond}, func(t *testing.T, got remote.Stats, ran int, took time.Duration) {
		if got.Results != 40 || got.Republished != 30 || ran > 40+8 || took > 4*silence {
			t.Errorf("%+v, %d ran, after %v; want the 30 jobs published again that had no result", got, ran, took)
		}
	})
}

// TestStuckQueue: a queue that keeps its messages and delivers none is passed by.
func TestStuckQueue(t *testing.T) {
	lossy(t, &losing{stuck: 10}, func(t *testing.T, got remote.Stats, ran int, took time.Duration) {
		if got.Results != 40 || got.Republished != 30 || ran != 40 || took < 3*silence || took > 4*silence {
			t.Errorf("%+v, %d ran, after %v; want 30 published again after %v", got, ran, took, 3*silence)
		}
	})
}

// TestLongJob: a job that takes longer is not published again while an engine sees that it is leased.
func TestLongJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		ctx, stop := context.WithCancel(t.Context())
		var processes sync.WaitGroup
		defer processes.Wait()
		defer stop()
		processes.Go(func() {
			serve(ctx, engine, func(_ context.Context, job pool.Job[int]) (int, error) {
				time.Sleep(silence * 5 / 2)
				return 2 * job.Data, nil
			})
		})
		s := &remote.Strategy[int, int]{Engine: engine, Republish: silence}
		results, err := run(t, s, 2)
		if err != nil {
			t.Fatal(err)
		}
		wantAll(t, results)
		if want := (remote.Stats{Results: 2}); s.Stats() != want {
			t.Errorf("%+v, want %+v", s.Stats(), want)
		}
	})
}

// TestNobodyServes: while jobs wait for a worker, for days, the queue is not flooded with copies.
func TestNobodyServes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		ctx, stop := context.WithCancel(t.Context())
		var processes sync.WaitGroup
		defer processes.Wait()
		defer stop()
		processes.Go(func() {
			time.Sleep(1000 * silence)
			serve(ctx, engine, func(_ context.Context, job pool.Job[int]) (int, error) { return 2 * job.Data, nil })
		})
		s := &remote.Strategy[int, int]{Engine: engine, Republish: silence}
		const n = 2000
		results, err := run(t, s, n)
		if err != nil {
			t.Fatal(err)
		}
		wantAll(t, results)
		// Of the silences until then, which are twice as long each time, every second one has a chunk.
		if got := s.Stats(); got.Republished != 4*256 {
			t.Errorf("%+v, want %d published again", got, 4*256)
		}
	})
}

// TestResumeLossy: another coordinator goes on with a run, some jobs of which are lost, and the first log of which
// stores nothing any more.
func TestResumeLossy(t *testing.T) {
	for name, l := range map[string]*losing{"messages": {forgets: everyTenth}, "log": {deaf: 5500 * time.Millisecond}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				memory := memory.New(lease)
				defer memory.Close()
				l.Engine, l.began = memory, time.Now()
				ctx, stop := context.WithCancel(t.Context())
				var processes sync.WaitGroup
				defer processes.Wait()
				defer stop()
				var did ledger
				processes.Go(func() { serve(ctx, l, did.second) })
				first := newMortal(ctx, l)
				time.AfterFunc(silence+8*time.Second, first.kill)
				if _, err := run(t, &remote.Strategy[int, int]{Engine: first, RunID: "nightly", Republish: silence}, 400); !errors.Is(err, remote.ErrClosed) {
					t.Fatalf("the first coordinator: %v, want that it was killed", err)
				}
				s := &remote.Strategy[int, int]{Engine: l, RunID: "nightly", Republish: silence}
				results, err := run(t, s, 400)
				if err != nil {
					t.Fatal(err)
				}
				wantAll(t, results)
				if did.total() != 400 {
					t.Errorf("%d ran, want 400; %+v", did.total(), s.Stats())
				}
				if took := time.Since(l.began); name == "log" && took > silence+5*time.Minute {
					t.Errorf("done after %v: the other log was not read before there was silence again", took)
				}
			})
		})
	}
}

// TestSameName: a run has the name of one that is over, of which a worker still has a job: that result is not
// taken for one of its own, and the worker does not take its jobs for those of the run that is over.
func TestSameName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		ctx, stop := context.WithCancel(t.Context())
		var processes sync.WaitGroup
		defer processes.Wait()
		defer stop()
		var l ledger
		do := func(_ context.Context, job pool.Job[int]) (int, error) {
			switch {
			case job.Data == 0 && l.ran(0) == 1:
				time.Sleep(10 * lease)
			case job.Data >= 100:
				time.Sleep(20 * lease)
			}
			return 2 * job.Data, nil
		}
		late := newMortal(ctx, engine)
		late.mute = true
		lateCtx, stopLate := context.WithCancel(ctx)
		processes.Go(func() { serve(lateCtx, late, do) })
		others, stopOthers := context.WithCancel(ctx)
		processes.Go(func() {
			time.Sleep(time.Second)
			serve(others, engine, do)
		})
		s := &remote.Strategy[int, int]{Engine: engine, RunID: "nightly"}
		for _, first := range []int{0, 100} {
			p := pool.New[int, int]().WithStrategy(s).WithProcessor(do)
			for i := range 2 {
				p.AddJob(pool.Job[int]{ID: fmt.Sprint(i), Data: first + i})
			}
			results, err := p.RunContext(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for i, r := range results {
				if r.Error != nil || r.Data != 2*(first+i) {
					t.Errorf("job %d of those from %d: %d, %v", i, first, r.Data, r.Error)
				}
			}
		}
		stopLate()
		stopOthers()
	})
}

// TestNameOfGoneRun: a worker that has learned that a run is over does the jobs of the next one of that name.
func TestNameOfGoneRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		ctx, stop := context.WithCancel(t.Context())
		var processes sync.WaitGroup
		defer processes.Wait()
		defer stop()
		var l ledger
		processes.Go(func() { serve(ctx, engine, l.second) })
		s := &remote.Strategy[int, int]{Engine: engine, RunID: "nightly"}
		short, cancel := context.WithTimeout(ctx, 1500*time.Millisecond)
		defer cancel()
		p := pool.New[int, int]().WithStrategy(s).WithProcessor(l.second)
		p.AddJobs(numbers(40))
		if _, err := p.RunContext(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		if err := s.Forget(ctx, "nightly"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(lease)
		results, err := run(t, s, 40)
		if err != nil {
			t.Fatal(err)
		}
		wantAll(t, results)
	})
}
