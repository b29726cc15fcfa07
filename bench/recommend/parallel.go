package recommend

import (
	"runtime"
	"sync"
)

// inParallel calls do with 0 to n-1, as many at once as there are processors, and returns when all
// have returned.
func inParallel(n int, do func(i int)) {
	var all sync.WaitGroup
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	all.Wait()
}
