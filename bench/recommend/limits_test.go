package recommend

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// startsOf is when jobs start under limits: written from the definition, second by second,
// for whole seconds.
func startsOf(q *queue, workers int) []int {
	l := q.limits
	starts := make([]int, len(q.arrivals))
	done := 0
	var waiting, running []int
	next := 0
	for now := 0; done < len(starts); now++ {
		running = slices.DeleteFunc(running, func(i int) bool {
			over := starts[i]+int(q.services[i]/time.Second) == now
			if over {
				done++
			}
			return over
		})
		for next < len(starts) && int(q.arrivals[next]/time.Second) == now {
			waiting = append(waiting, next)
			next++
		}
		for started := true; started; {
			started = false
			for k, i := range waiting {
				same, used := 0, 0
				for _, j := range running {
					used += l.slotsOf(j, workers)
					if l.keys[j] == l.keys[i] && l.keys[i] >= 0 {
						same++
					}
				}
				if l.cap > 0 && l.keys[i] >= 0 && same >= l.cap {
					continue // others pass
				}
				if used+l.slotsOf(i, workers) <= workers {
					starts[i] = now
					running, waiting = append(running, i), slices.Delete(waiting, k, k+1)
					started = true
				}
				break
			}
		}
	}
	return starts
}

// TestLimited: jobs start when the definition says; without limits as they do in a plain
// queue.
func TestLimited(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 5))
		q := &queue{limits: &limits{cap: rng.IntN(4)}}
		at := 0
		several := rng.IntN(2) == 0
		for range 120 {
			at += rng.IntN(3)
			q.arrivals = append(q.arrivals, time.Duration(at)*time.Second)
			q.services = append(q.services, time.Duration(1+rng.IntN(9))*time.Second)
			q.limits.keys = append(q.limits.keys, int32(rng.IntN(5)-1))
			if several {
				q.limits.slots = append(q.limits.slots, int32(1+rng.IntN(4)))
			}
		}
		for _, workers := range []int{1, 3, 7} {
			want, got := startsOf(q, workers), make([]int, len(q.arrivals))
			q.run(workers, func(i int, at time.Duration) bool { got[i] = int(at / time.Second); return true })
			if !slices.Equal(got, want) {
				t.Fatalf("log %d, %d workers, %+v: %v, want %v", seed, workers, q.limits, got, want)
			}
			plain := &queue{arrivals: q.arrivals, services: q.services}
			free := &queue{arrivals: q.arrivals, services: q.services, limits: &limits{keys: q.limits.keys}}
			if a, b := plain.schedule(workers), free.schedule(workers); !slices.Equal(a.starts, b.starts) {
				t.Fatalf("log %d, %d workers: without limits %v, want %v", seed, workers, b.starts, a.starts)
			}
		}
	}
}

// TestCapsAndSlots: a cap of one on one key makes more than one worker useless; jobs of two
// slots want twice the workers. The hours, stretches and draws keep the limits, too.
func TestCapsAndSlots(t *testing.T) {
	log := func(header, cells string) *workloads.Trace {
		var b strings.Builder
		b.WriteString("arrival,duration," + header + "\n")
		for i := range 1000 {
			fmt.Fprintf(&b, "2026-05-04T%02d:%02d:00Z,30s,%s\n", i/60%24, i%60, cells)
		}
		trace, err := workloads.ReadTrace(strings.NewReader(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		return trace
	}
	target := verdict.Target{Metric: "sojourn-p99", Limit: 40}
	for _, k := range []struct {
		trace   *workloads.Trace
		cap     int
		workers int // 0: not met
	}{
		{log("key", "a"), 0, 1},
		{log("key", "a"), 1, 1},
		{log("slots", "2"), 0, 2},
		{log("slots", "2").Sooner(2.1), 0, 4}, // more than one job at once
		{log("key", "a").Sooner(2.1), 0, 2},
		{log("key", "a").Sooner(2.1), 2, 2},
		{log("key", "a").Sooner(2.1), 1, 0}, // jobs of the key queue up
	} {
		q := Question{Trace: k.trace, KeyCap: k.cap, Target: target, Start: time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC), Confirm: time.Second}
		r, err := q.Answer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if f := r.FirstCome; f.Workers != k.workers || r.Met != (k.workers > 0) || r.Met && (r.Workers != k.workers || f.Lo < 1 || r.Strategy != Obvious || r.Alone != (k.cap > 0 || k.trace.Slots() != nil) || r.Alone && strings.Contains(r.Text(), "No other strategy") || r.Confirmation.Skipped == "") {
			t.Errorf("cap %d: %d workers, want %d: %+v %+v", k.cap, r.Workers, k.workers, r.Recommendation, f)
		}
	}
}
