package pool

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestNothingToTakeOver: the count of claims of which others can take a part is exact, so
// that who finds nothing looks at no other worker; and so is that of claims whose results
// a reader may find.
func TestNothingToTakeOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jobs := make([]Job[int], 500)
		p := NewWithConfig[int, int](Config{NumWorkers: fewWorkers + 1}).
			WithProcessor(func(_ context.Context, job Job[int]) (int, error) {
				if job.Data%37 == 36 {
					time.Sleep(time.Second) // others take over what this one's worker has claimed
				}
				if job.Data%100 == 99 {
					panic("a claim goes on after a panic")
				}
				return 0, nil
			})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		go func() {
			for range p.Results() {
			}
		}()
		for round := range 3 {
			for i := range jobs {
				if err := p.Submit(t.Context(), Job[int]{Data: i + round}); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(time.Hour)
			synctest.Wait()
			run := &p.stream.Load().run
			if n, m := run.takeable.Load(), run.openClaims.Load(); n != 0 || m != 0 {
				t.Errorf("all workers are idle, and %d claims can be taken over, %d have results", n, m)
			}
		}
		p.Close()
	})
}
