package strategies_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// placed runs a batch of jobs that each take a second, or as many as given, and
// returns who ran each.
func placed(t *testing.T, d pool.Discipline, workers int, seconds []int) (by []int, makespan time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: workers}).WithDiscipline(d).WithProcessor(nap)
		for _, s := range seconds {
			p.AddJob(pool.Job[int]{Data: s})
		}
		began := time.Now()
		results, err := p.Run()
		if err != nil {
			t.Fatal(err)
		}
		makespan = time.Since(began)
		for _, r := range results {
			by = append(by, r.Worker)
		}
	})
	return by, makespan
}

func ones(n int) []int { return slices.Repeat([]int{1}, n) }
