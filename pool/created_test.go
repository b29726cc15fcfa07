package pool_test

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestCreated: the wait counts from Created, in batches and in streams, and the
// queue is told. A time so long ago that no Duration reaches it makes a wait of a
// century, not a negative one.
func TestCreated(t *testing.T) {
	const century = 100 * 365 * 24 * time.Hour
	for _, mode := range []string{"batch", "stream"} {
		t.Run(mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				jobs := []Job[int]{
					{ID: "not set", Data: 1},
					{ID: "a minute ago", Data: 1, Created: time.Now().Add(-time.Minute)},
					{ID: "now", Data: 1, Created: time.Now()},
					{ID: "year 1", Data: 1, Created: time.Time{}.Add(1)},
					{ID: "year 290,000,000,000", Data: 1, Created: time.Unix(math.MaxInt64>>1, 0)},
				}
				d := new(diary)
				p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithDiscipline(d).WithProcessor(sleepy)
				var results []Result[int]
				if mode == "batch" {
					p.AddJobs(jobs)
					results, _ = p.Run()
				} else {
					if err := p.Start(t.Context()); err != nil {
						t.Fatal(err)
					}
					for _, job := range jobs {
						if err := p.Submit(t.Context(), job); err != nil {
							t.Fatal(err)
						}
					}
					p.Close()
					for r := range p.Results() {
						results = append(results, r)
					}
				}
				if len(results) != len(jobs) {
					t.Fatalf("%d results, want %d", len(results), len(jobs))
				}
				for i, r := range results {
					released := d.tickets[i].Released
					switch i {
					case 0, 2:
						if want := time.Duration(i) * time.Second; r.Wait != want || released != 0 {
							t.Errorf("%s: wait %v, released %v, want %v and 0", r.JobID, r.Wait, released, want)
						}
					case 1:
						if r.Wait != time.Minute+time.Second || released != -time.Minute {
							t.Errorf("%s: wait %v, released %v, want 1m1s and -1m", r.JobID, r.Wait, released)
						}
					case 3:
						if r.Wait < century || released > -century {
							t.Errorf("%s: wait %v, released %v, want a century or more, and as long before the start", r.JobID, r.Wait, released)
						}
					case 4:
						if r.Wait > -century || released < century {
							t.Errorf("%s: wait %v, released %v, want a century or more before its time, and as long after the start", r.JobID, r.Wait, released)
						}
					}
				}
			})
		})
	}
}
