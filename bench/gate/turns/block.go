package turns

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/process"
)

// A Block is one benchmark on several programs in processes that are alive at the same
// time and take turns. Nothing but the one whose turn it is runs.
//
// Note: a machine that is shared changes within tenths of a second. Two copies of a walk
// over 8 MiB, one turn of 25 ms each, differ by some 3 % a pair here, and 20 such pairs
// in their middle by 2 %; runs of a second, one after the other, by 14 to 17 % a pair.
type Block struct {
	Benchmark  string // without [Prefix]
	Iterations int    // of a turn
	Turns      int    // that count; one more warms up
	Programs   []process.Program
	Names      []string      // of the programs, for errors
	Order      func() []int  // in which the programs have their next turn, as indexes
	Patience   time.Duration // for a sign of life of a process

	// Apart runs one process after the other, each for all its turns: where they cannot
	// take turns, see [CanTakeTurns].
	Apart bool
}

// Measure returns the readings of each program by turn. The error names the program that
// failed, and holds the end of what it printed; when ctx ends it is the cause. No process
// is left behind.
func (b Block) Measure(ctx context.Context) ([][]Reading, error) {
	if b.Apart {
		return b.oneByOne(ctx)
	}
	return b.takeTurns(ctx)
}

// flags are those of each program.
func (b Block) flags() []string {
	return Flags(Exactly(b.Benchmark), fmt.Sprintf("%dx", b.Iterations), b.Turns+1)
}

// failed says which program an error is about.
func (b Block) failed(i int, err error) error {
	return fmt.Errorf("benchmark %s of the %s: %w", b.Benchmark, b.Names[i], err)
}

// wrongCount is the error of a program that has ended with so many results.
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
