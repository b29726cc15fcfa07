package turns

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/gate/internal/fakebench"
	"github.com/go-foundations/poolbench/bench/process"
)

// blockOf is a block of one benchmark on two fakes.
func blockOf(t *testing.T, turns int, sides ...process.Program) Block {
	t.Helper()
	next := 0
	return Block{
		Benchmark: "A", Iterations: 3, Turns: turns, Programs: sides,
		Order:    func() []int { next++; return []int{next % 2, 1 - next%2}[:min(2, len(sides))] },
		Patience: 20 * time.Second,
		Names:    []string{"base", "head"},
	}
}

// ways are how a block can be measured.
func ways(t *testing.T, test func(t *testing.T, apart bool)) {
	t.Run("one by one", func(t *testing.T) { test(t, true) })
	t.Run("in turns", func(t *testing.T) {
		if err := CanTakeTurns(); err != nil {
			t.Skip(err)
		}
		test(t, false)
	})
}

// TestLinuxTakesTurns: on the systems that CI runs on, processes do take turns.
func TestLinuxTakesTurns(t *testing.T) {
	if err := CanTakeTurns(); (err == nil) != (runtime.GOOS == "linux") {
		t.Errorf("CanTakeTurns() = %v on %s", err, runtime.GOOS)
	}
}

// TestBlock: each side has one reading a turn, of as many iterations as asked for,
// whatever the benchmark prints meanwhile.
func TestBlock(t *testing.T) {
	ways(t, func(t *testing.T, apart bool) {
		for _, more := range []string{"", ":print", ":long", ":orphan"} {
			b := blockOf(t, 4, fakebench.Program(t, "A=2:n"+more+" AB=9"), fakebench.Program(t, "say=hello A=4:n"+more+" AB=9"))
			b.Apart = apart
			if apart && more == ":print" {
				continue // without a newline, its result cannot be told from its prints
			}
			got, err := b.Measure(t.Context())
			if err != nil {
				t.Fatalf("%q: %v", more, err)
			}
			for side, want := range []float64{2e-9, 4e-9} {
				if len(got[side]) != 4 {
					t.Fatalf("%q: side %d has %d readings, want 4", more, side, len(got[side]))
				}
				for _, r := range got[side] {
					if r.Values["sec/op"] != want || r.Values["n"] != 3 || r.Iterations != 3 {
						t.Errorf("%q: side %d: %+v, want %g s and 3 iterations", more, side, r, want)
					}
				}
			}
		}
	})
}

// TestTurns: while one measures, no other does; and they go in the order asked for.
func TestTurns(t *testing.T) {
	if err := CanTakeTurns(); err != nil {
		t.Skip(err)
	}
	trace := filepath.Join(t.TempDir(), "trace")
	b := blockOf(t, 6, fakebench.Program(t, "A=2:trace=0", "FAKE_TRACE="+trace), fakebench.Program(t, "A=2:trace=1", "FAKE_TRACE="+trace))
	if _, err := b.Measure(t.Context()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	var who []string
	running := ""
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		switch {
		case f[0] == "begin" && running != "":
			t.Fatalf("%s begins while %s runs:\n%s", f[1], running, text)
		case f[0] == "begin":
			running = f[1]
			if f[2] == "3" {
				who = append(who, f[1])
			}
		default:
			running = ""
		}
	}
	// The warm-up, and then by turns as blockOf has it.
	want := strings.Fields("0 1  1 0  0 1  1 0  0 1  1 0  0 1")
	if !slices.Equal(who, want) {
		t.Errorf("measured in the order %v, want %v", who, want)
	}
}

// TestBlockFails: what goes wrong in one side is named, in time, with what it said.
func TestBlockFails(t *testing.T) {
	ways(t, func(t *testing.T, apart bool) {
		for what, want := range map[string]string{
			"A=1:fail":  "it hurts",
			"A=1:panic": "it hurts",
			"A=1:hang":  "no sign of life for ",
			"A=1:flood": "it printed more than 64 MiB",
			"exit":      "exit status 3",
			"AB=1":      "results, want 4",
		} {
			b := blockOf(t, 3, fakebench.Program(t, "A=2"), fakebench.Program(t, what))
			b.Apart = apart
			if strings.HasSuffix(what, "hang") {
				b.Patience = 300 * time.Millisecond
			}
			got, err := b.Measure(t.Context())
			if err == nil || got != nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "benchmark A of the head: ") {
				t.Errorf("%q: %v, %v, want an error of the head with %q", what, got, err, want)
			}
			if hangs := strings.HasSuffix(what, "hang"); errors.Is(err, process.ErrPatience) != hangs {
				t.Errorf("%q: out of patience: %v, want %v", what, !hangs, hangs)
			}
		}
	})
}

// TestBlockEnds with the context, at once, and with its cause.
func TestBlockEnds(t *testing.T) {
	ways(t, func(t *testing.T, apart bool) {
		want := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		call := fakebench.Hanging(t, func() { cancel(want) })
		b := blockOf(t, 3, fakebench.Program(t, "A=2:hang", call), fakebench.Program(t, "A=2:hang", call))
		b.Apart = apart
		b.Patience = time.Hour
		if _, err := b.Measure(ctx); !errors.Is(err, want) {
			t.Errorf("error %v, want %v", err, want)
		}
	})
}

// TestExactly: that benchmark and no other, whatever the names hold and go on with.
func TestExactly(t *testing.T) {
	for name, want := range map[string]string{
		"A":         "^BenchmarkA$",
		"A/n=1+2":   `^BenchmarkA$/^n=1\+2$`,
		"A/size-1":  "^BenchmarkA$/^size-1$",
		"A/x/(y|z)": `^BenchmarkA$/^x$/^\(y\|z\)$`,
	} {
		if bench, skip := Exactly(name); bench != want || skip != want+"/." {
			t.Errorf("Exactly(%q) = %q, %q, want %q", name, bench, skip, want)
		}
	}
	ways(t, func(t *testing.T, apart bool) {
		for _, name := range []string{"A/x", "A/x/y", "A/xx"} {
			fake := fakebench.Program(t, "A=1:subs=x,x/y,xx AB=9")
			b := blockOf(t, 2, fake, fake)
			b.Benchmark, b.Apart = name, apart
			got, err := b.Measure(t.Context())
			if err != nil || len(got[0]) != 2 || got[0][0].Values["length"] != float64(len(name)) {
				t.Errorf("%s: %v, %v, want two readings of it alone", name, got, err)
			}
		}
	})
}
