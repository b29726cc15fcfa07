package pool_test

import (
	"testing"

	. "github.com/go-foundations/poolbench/pool"
)

// TestSubmitAllocatesNothing: whatever Submit would do if the buffer were full, a job that
// finds room costs no memory.
func TestSubmitAllocatesNothing(t *testing.T) {
	for policy := WaitWhenFull; policy <= RunInCaller; policy++ {
		p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 4096, WhenFull: policy}).WithProcessor(double).WithoutResults()
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		allocations := testing.AllocsPerRun(2000, func() {
			if err := p.Submit(ctx, Job[int]{Data: 1}); err != nil {
				t.Error(err)
			}
		})
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if allocations > 0 {
			t.Errorf("%v: a Submit makes %v allocations, want 0", policy, allocations)
		}
	}
}
