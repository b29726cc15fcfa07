package turns

import (
	"context"
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
