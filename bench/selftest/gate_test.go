package selftest

import (
	"context"
	"errors"
	"math"
	"os"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/internal/anywhere"
	"github.com/go-foundations/poolbench/bench/process"
)

func TestMain(m *testing.M) {
	if os.Getenv(kernelsEnv) != "" {
		RunKernels(os.Args[1:])
	}
	os.Exit(anywhere.Run(m.Run))
}

// kernels is this test binary as a program of RunKernels.
func kernels(t *testing.T) process.Program {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return process.Program{Path: exe, Env: append(os.Environ(), "GORACE=atexit_sleep_ms=0")}
}

// TestGateSimulated: on noise that needs no machine the gate keeps its bars, and the
// same seed gives the same rows.
func TestGateSimulated(t *testing.T) {
	o := GateOptions{Comparisons: 200, Rounds: 20, Margin: 0.02, Simulated: true, Seed: 1}
	compared := 0
	o.Progress = func(_ string, done, of int) {
		if compared++; of != 200 || done < 1 || done > of {
			t.Errorf("%d of %d are done", done, of)
		}
	}
	rows, err := Gate(t.Context(), o)
	if err != nil || len(rows) != 5*len(simulated) || compared != 200*len(simulated) {
		t.Fatalf("%d rows, %d compared, %v", len(rows), compared, err)
	}
	for _, r := range rows {
		if r.Comparisons != 200 || r.Rounds < 12 || r.Rounds > 20 {
			t.Errorf("%+v, want 200 comparisons of 12 to 20 rounds", r)
		}
		if !r.Holds() {
			t.Errorf("%s, %g slower: %d false alarms and %d caught of %d", r.Noise, r.Slowdown, r.Alarms, r.Caught, r.Comparisons)
		}
		if r.Slowdown == 0 && r.Caught > 0 {
			t.Errorf("%s: caught %d slowdowns of none", r.Noise, r.Caught)
		}
	}
	if plain := rows[0]; math.Abs(plain.Spread-0.02*math.Sqrt2) > 0.002 {
		t.Errorf("spread %v, want that of the ratio of two values with 2 %% noise", plain.Spread)
	}
	again, err := Gate(t.Context(), GateOptions{Comparisons: 1, Rounds: 12, Simulated: true, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	same, _ := Gate(t.Context(), GateOptions{Comparisons: 1, Rounds: 12, Simulated: true, Seed: 1})
	for i := range again {
		if again[i] != same[i] {
			t.Errorf("the same seed gives %+v and %+v", again[i], same[i])
		}
	}
}

// TestGateRowBars: what counts as holding.
func TestGateRowBars(t *testing.T) {
	for _, tt := range []struct {
		GateRow
		holds bool
	}{
		{GateRow{Comparisons: 200, Alarms: 10}, true},
		{GateRow{Comparisons: 200, Alarms: 16}, true},  // 4.6 % is within its interval
		{GateRow{Comparisons: 200, Alarms: 18}, false}, // from 5.4 % on
		{GateRow{Slowdown: 0.05, Margin: 0.02, Comparisons: 200, Caught: 180}, true},
		{GateRow{Slowdown: 0.05, Margin: 0.02, Comparisons: 200, Caught: 171}, true},
		{GateRow{Slowdown: 0.05, Margin: 0.02, Comparisons: 200, Caught: 168}, false},
		{GateRow{Slowdown: 0.05, Margin: 0.02, Comparisons: 200, Caught: 1, Spread: 0.04}, true}, // too noisy for a bar
		{GateRow{Slowdown: 0.05, Margin: 0.03, Comparisons: 200, Caught: 1}, true},               // too near to the margin
		{GateRow{Slowdown: 0.02, Margin: 0, Comparisons: 200, Caught: 1}, true},
		{GateRow{Slowdown: 0.05, Margin: 0.02, Comparisons: 200, Caught: 1, Spread: 0.2, Took: time.Second, Turns: 20}, false}, // this machine has one
		{GateRow{Slowdown: 0.05, Margin: 0.02, Comparisons: 200, Caught: 1, Took: time.Second, Turns: 10}, true},               // but for the curve
	} {
		if tt.Holds() != tt.holds {
			t.Errorf("%+v holds: %v, want %v", tt.GateRow, tt.Holds(), tt.holds)
		}
	}
}

// TestGateMachine: rounds are recorded on this machine, and all kinds of comparison are
// made of them. What comes out depends on the machine.
func TestGateMachine(t *testing.T) {
	o := GateOptions{Comparisons: 1, Rounds: 2, Recorded: 2, Turns: 6, Turn: time.Millisecond, Margin: 0.02, Seed: 1, Program: kernels(t)}
	rows, err := Gate(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	n := make(map[int]int) // by turns
	for _, r := range rows {
		if r.Noise != "this machine" {
			continue
		}
		n[r.Turns]++
		if !(r.Spread > 0) || r.Took <= 0 {
			t.Errorf("%+v: nothing was measured", r)
		}
	}
	if n[6] != 11 || n[5] != 3 || n[2] != 3 || n[1] != 3 {
		t.Errorf("rows by turns %v, want the same twice and three slowdowns of three figures, and a curve of three figures", n)
	}
	o.Recorded = 1
	if _, err := Gate(t.Context(), o); !errors.Is(err, errFewRounds) {
		t.Errorf("with too few rounds recorded: %v", err)
	}
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(enough)
	for _, simulated := range []bool{true, false} {
		o.Recorded, o.Simulated = 2, simulated
		if _, err := Gate(ctx, o); !errors.Is(err, enough) {
			t.Errorf("with a context that has ended: %v", err)
		}
	}
}
