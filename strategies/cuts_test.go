package strategies_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// numbered is a batch of jobs with nothing to tell about.
type numbered int

func (n numbered) Len() int                 { return int(n) }
func (n numbered) Ticket(i int) pool.Ticket { return pool.Ticket{Index: i} }

// cut returns how many jobs each chunk has, in the order in which one worker is
// offered many at a time: a chunk ends where it gets fewer.
func cut(t *testing.T, d pool.Discipline, jobs, workers int) (chunks []int) {
	t.Helper()
	q, err := d.NewQueue(pool.Setup{Workers: workers, Capacity: jobs})
	if err != nil {
		t.Fatal(err)
	}
	q.(pool.Loader).Load(numbered(jobs))
	dst, next := make([]int, jobs+1), 0
	for {
		n := q.Pop(len(chunks)%workers, dst) // whoever comes gets the next chunk
		if n == 0 {
			return chunks
		}
		for _, i := range dst[:n] {
			if i != next {
				t.Fatalf("%s: job %d comes when %d is due", d.Name(), i, next)
			}
			next++
		}
		chunks = append(chunks, n)
	}
}

// TestChunkSequences: those that were published, for any number of jobs and
// workers.
func TestChunkSequences(t *testing.T) {
	for _, c := range []struct {
		pool.Discipline
		want func(jobs, workers int) []int
	}{{Guided{}, theory.Guided}, {Factoring{}, theory.Factoring}, {Trapezoid{}, theory.Trapezoid}} {
		for _, n := range []int{0, 1, 2, 3, 7, 8, 31, 100, 1000, 1001, 12345} {
			for _, w := range []int{1, 2, 3, 4, 7, 64} {
				if got, want := cut(t, c, n, w), c.want(n, w); !slices.Equal(got, want) {
					t.Errorf("%s of %d jobs on %d workers: chunks %v, want %v", c.Name(), n, w, got, want)
				}
			}
		}
	}
}

func TestGuidedMin(t *testing.T) {
	if got, want := cut(t, Guided{Min: 30}, 200, 4), []int{50, 38, 30, 30, 30, 22}; !slices.Equal(got, want) {
		t.Errorf("Guided{Min: 30} of 200 jobs on 4 workers: chunks %v, want %v", got, want)
	}
	if _, err := (Guided{Min: -1}).NewQueue(pool.Setup{Workers: 1}); err == nil || !strings.Contains(err.Error(), "Guided.Min is -1") {
		t.Errorf("Guided{Min: -1}: error %v, want one that names the field", err)
	}
}
