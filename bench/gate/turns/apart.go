package turns

import (
	"context"
	"fmt"
	"strings"
)

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
