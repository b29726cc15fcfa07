package adapter_test

import (
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/adapter"
)

// TestNoStream: the error of a pool that takes no jobs as they arrive names the field that
// would let it.
func TestNoStream(t *testing.T) {
	if err := bench.CanStream(mine.Contender()); err == nil || !strings.HasSuffix(err.Error(), "runs batches only: it takes no jobs as they arrive: its adapter has no Stream") {
		t.Errorf("%v, want that Stream is missing", err)
	}
	with := mine
	with.Stream = func(*adapter.Intake) (adapter.Running, error) { return adapter.Running{}, nil }
	if err := bench.CanStream(with.Contender()); err != nil {
		t.Errorf("with Stream: %v", err)
	}
}
