package recommend

import (
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// BenchmarkFirstCome is what a million jobs take on one count of workers: by the recursion
// of package recommend, and by the event loop, with all metrics.
func BenchmarkFirstCome(b *testing.B) {
	trace := randomLog(b, 3, 1_000_000)
	line := &queue{}
	line.arrivals, line.services = trace.Times()
	most, _ := line.running()
	b.Run("recursion", func(b *testing.B) {
		for b.Loop() {
			line.run(most/2, func(int, time.Duration) bool { return true })
		}
	})
	b.Run("loop", func(b *testing.B) {
		for b.Loop() {
			if err := simulate(b.Context(), &record.Run{}, sharedQueue(b), trace, []int{most / 2}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
