package deque

import (
	"sync"
	"sync/atomic"
	"testing"
)

func BenchmarkPushPop(b *testing.B) {
	var d Deque
	for i := 0; b.Loop(); i++ {
		d.Push(i)
		d.Pop()
	}
}

// BenchmarkPop empties a deque without thieves: the owner's cost per job.
func BenchmarkPop(b *testing.B) {
	var d Deque
	d.Load(0, 1, b.N)
	b.ResetTimer()
	for range b.N {
		d.Pop()
	}
}

func BenchmarkPopN(b *testing.B) {
	var d Deque
	d.Load(0, 1, b.N)
	dst := make([]int, 16)
	b.ResetTimer()
	for d.PopN(dst) > 0 {
	}
}

// BenchmarkLoad deals a batch over two deques, one op a job.
func BenchmarkLoad(b *testing.B) {
	var d [2]Deque
	for i := range d {
		d[i].Load(i, 2, b.N/2)
	}
}

// BenchmarkSteal has thieves alone empty a deque, one op a job.
func BenchmarkSteal(b *testing.B) {
	for _, thieves := range []int{1, 2, 4} {
		b.Run(string(rune('0'+thieves)), func(b *testing.B) {
			var d Deque
			d.Load(0, 1, b.N)
			b.ResetTimer()
			var wg sync.WaitGroup
			for range thieves {
				wg.Go(func() {
					for {
						if _, result := d.Steal(); result == Empty {
							return
						}
					}
				})
			}
			wg.Wait()
		})
	}
}

// BenchmarkPopUnderTheft has the owner and one thief empty a deque together.
func BenchmarkPopUnderTheft(b *testing.B) {
	var d Deque
	d.Load(0, 1, b.N)
	var stolen atomic.Int64
	b.ResetTimer()
	var wg sync.WaitGroup
	wg.Go(func() {
		n := int64(0)
		for {
			switch _, result := d.Steal(); result {
			case Success:
				n++
			case Empty:
				stolen.Store(n)
				return
			}
		}
	})
	for {
		if _, ok := d.Pop(); !ok {
			break
		}
	}
	wg.Wait()
	b.ReportMetric(float64(stolen.Load())/float64(b.N), "stolen/op")
}
