package pool_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestSendIsNotWork: the time for which a worker waited for the reader of its
// results does not count as the next job's.
func TestSendIsNotWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		results := make(chan Result[int])
		go func() {
			defer close(results)
			jobs := make([]Job[int], 200)
			for i := range jobs {
				jobs[i].Data = i % 2 // seconds
			}
			if err := FromDiscipline[int, int](FIFO{}).Execute(t.Context(), &Config{NumWorkers: 1}, jobs, sleepy, results); err != nil {
				t.Error(err)
			}
		}()
		i := 0
		for r := range results {
			if want := time.Duration(i%2) * time.Second; r.Duration != want {
				t.Errorf("job %d took %v, want %v", i, r.Duration, want)
			}
			i++
			time.Sleep(time.Minute)
		}
	})
}

// TestResultsClosedByCaller: whoever closes the channel under Execute has made
// a mistake, and learns of it: Execute does not go on for ever.
func TestResultsClosedByCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		results := make(chan Result[int], 4)
		close(results)
		defer func() {
			if v := recover(); v != nil && !strings.Contains(fmt.Sprint(v), "send on closed channel") {
				panic(v)
			}
		}()
		err := FromDiscipline[int, int](FIFO{}).Execute(t.Context(), &Config{NumWorkers: 2}, numbered(100), double, results)
		if err == nil || !strings.Contains(err.Error(), "send on closed channel") {
			t.Errorf("Execute = %v, want an error or a panic", err)
		}
	})
}
