package host

import (
	"runtime"
	"testing"
	"time"
)

// TestTransfer: it ends within its limit, give or take the scheduler, and yields a time
// that a processor can have, or nothing.
func TestTransfer(t *testing.T) {
	got := Transfer()
	if got < 0 || got > transferLimit {
		t.Errorf("Transfer() = %v, want 0 to %v", got, transferLimit)
	}
	if runtime.GOOS != "linux" && got != 0 {
		t.Errorf("Transfer() = %v on %s, want 0: threads are not bound to processors there", got, runtime.GOOS)
	}
}

// TestTransferLimit: without time there is no answer, and no endless loop.
func TestTransferLimit(t *testing.T) {
	if got := transfer(1<<30, 2, time.Millisecond); got != 0 {
		t.Errorf("transfer of 2^30 trips in 1 ms = %v, want 0", got)
	}
}

// TestTransferOneProcessor: there is no way to go.
func TestTransferOneProcessor(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if got := Transfer(); got != 0 {
		t.Errorf("Transfer() = %v with GOMAXPROCS 1, want 0", got)
	}
}

func TestTransferRange(t *testing.T) {
	var r transferRange
	if least, most := r.facts(); least != nil || most != nil {
		t.Errorf("facts of nothing = %v, %v, want nil", least, most)
	}
	for _, x := range []time.Duration{90, 0, 250, 120} {
		r.probe(func() time.Duration { return x })
	}
	if least, most := r.facts(); least == nil || *least != 90e-9 || *most != 250e-9 {
		t.Errorf("range of 90, none, 250 and 120 ns: %v", r)
	}
}
