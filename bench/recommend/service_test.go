package recommend

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// service is a small web service that does its requests in a pool and records them.
type service struct {
	pool *pool.WorkerPool[time.Duration, int]
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	work, err := strconv.ParseInt(r.URL.Query().Get("work"), 10, 64)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	done, err := s.pool.Ask(r.Context(), pool.Job[time.Duration]{Data: time.Duration(work)})
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	<-done
}

// TestService: what the clients of a service measure, and what is said from its recorder's
// log about as many workers, is the same p99: exactly but for how late a result is handed
// over.
func TestService(t *testing.T) {
	const requests, workers = 1000, 3
	rng := rand.New(rand.NewPCG(7, 7))
	var arrivals, services []time.Duration
	at := time.Duration(0)
	for range requests {
		at += time.Duration(rng.ExpFloat64() * 40e6)
		arrivals, services = append(arrivals, at), append(services, time.Duration(rng.ExpFloat64()*100e6)+1)
	}
	var log bytes.Buffer
	var mu sync.Mutex // guards took
	var took []time.Duration
	synctest.Test(t, func(t *testing.T) {
		rec := pool.NewRecorder(&log)
		p := pool.NewWithConfig[time.Duration, int](pool.Config{NumWorkers: workers, BufferSize: requests})
		p.WithDiscipline(strategies.SharedQueue{})
		p.WithProcessor(pool.Record(rec, func(_ context.Context, job pool.Job[time.Duration]) (int, error) {
			time.Sleep(job.Data)
			return 0, nil
		}))
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		handler := &service{p}
		var clients sync.WaitGroup
		for i := range requests {
			clients.Go(func() {
				time.Sleep(arrivals[i])
				began := time.Now()
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/?work="+strconv.FormatInt(int64(services[i]), 10), nil))
				mu.Lock()
				defer mu.Unlock()
				took = append(took, time.Since(began))
				if w.Code != http.StatusOK {
					t.Errorf("request %d: %d %s", i, w.Code, w.Body)
				}
			})
		}
		clients.Wait()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if err := rec.Flush(); err != nil {
			t.Error(err)
		}
	})
	slices.Sort(took)
	measured := took[nearestRank(0.99, requests)-1]
	trace, err := workloads.ReadTrace(&log)
	if err != nil {
		t.Fatal(err)
	}
	q := Question{Trace: trace, Contenders: sharedQueue(t), Workers: []int{workers}, Target: verdict.Target{Metric: "sojourn-p99", Limit: 10}}
	r, err := q.Answer(t.Context())
	if err != nil || r.Workers != workers {
		t.Fatalf("%+v, %v", r, err)
	}
	// A result may wait a millisecond until it is handed over.
	if late := measured.Seconds() - r.Value; late < 0 || late > 0.0011 {
		t.Errorf("p99: clients measure %v, and %v s is said from the log", measured, r.Value)
	}
}
