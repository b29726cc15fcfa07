package turns

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/process"
)

// A Block is one benchmark of several programs, in processes that are alive at the same
// time and take turns. Only the one whose turn it is runs.
//
// Note: the speed of a shared machine changes within tenths of a second. Two copies of a
// walk over 8 MiB, in turns of 25 ms, differ by some 3 % per pair here, and by 2 % in the
// middle of 20 pairs; runs of a second, one after the other, differ by 14 to 17 % per pair.
type Block struct {
	Benchmark  string // without [Prefix]
	Iterations int    // of a turn
	Turns      int    // that count; one more warms up
	Programs   []process.Program
	Names      []string      // of the programs, for errors
	Order      func() []int  // in which the programs have their next turn, as indexes
	Patience   time.Duration // for a sign of life of a process

	// Apart runs one process after the other, each for all of its turns, on systems where
	// they cannot take turns; see [CanTakeTurns].
	Apart bool
}

// Measure returns the readings of each program by turn. The error names the program that
// failed and contains the end of its output; when ctx ends it is the cause. No process is
// left behind.
func (b Block) Measure(ctx context.Context) ([][]Reading, error) {
	if b.Apart {
		return b.oneByOne(ctx)
	}
	return b.takeTurns(ctx)
}

// flags returns the flags of each program.
func (b Block) flags() []string {
	bench, skip := Exactly(b.Benchmark)
	return Flags(bench, fmt.Sprintf("%dx", b.Iterations), b.Turns+1, "-test.skip="+skip)
}

// failed adds to an error which program it is about.
func (b Block) failed(i int, err error) error {
	return fmt.Errorf("benchmark %s of the %s: %w", b.Benchmark, b.Names[i], err)
}

// wrongCount returns the error for a program that ended with the wrong number of results.
func (b Block) wrongCount(n int) error {
	return fmt.Errorf("it ended after %d results, want %d", n, b.Turns+1)
}

// oneByOne runs each side to its end.
func (b Block) oneByOne(ctx context.Context) ([][]Reading, error) {
	out := make([][]Reading, len(b.Programs))
	for _, i := range b.Order() {
		err := b.Programs[i].Run(ctx, b.Patience, b.flags(), func(line string) {
			if rest, ok := strings.CutPrefix(line, Prefix+b.Benchmark); ok {
				if m := AfterName.FindStringSubmatch(rest); m != nil {
					line = m[1]
				}
			}
			if r, ok := ParseResult(line); ok {
				out[i] = append(out[i], r)
			}
		})
		if err != nil {
			return nil, b.failed(i, err)
		}
		if len(out[i]) != b.Turns+1 {
			return nil, b.failed(i, b.wrongCount(len(out[i])))
		}
		out[i] = out[i][1:]
	}
	return out, nil
}
