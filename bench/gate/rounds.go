package gate

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// A Measure runs a round and returns its samples. It may leave out the benchmarks for which
// open returns false.
type Measure func(ctx context.Context, round int, open func(pkg, name string) bool) (map[Figure]Sample, error)

// Rounds measures rounds and judges figures by a [verdict.Sequence]: a benchmark that is
// decided at a look is not run again. The figures are those to judge, without values; a
// round must report each figure whose benchmark is open. Rounds calls more before each
// round but the first, and stops when it returns false.
//
// When ctx ends, Rounds judges the complete rounds and also returns the cause; without a
// complete round there is no report.
func Rounds(ctx context.Context, o Options, figures []verdict.Paired, measure Measure, more func() bool) (*verdict.GateReport, error) {
	plan := verdict.NewSequence(o.Rounds, o.Margin, o.Alpha)
	figures = slices.Clone(figures)
	open := func(string, string) bool { return true }
	done := 0
	var ended error
	for done < o.Rounds {
		if done > 0 && more != nil && !more() {
			break
		}
		round, err := measure(ctx, done+1, open)
		if ctx.Err() != nil {
			ended = context.Cause(ctx)
			break
		}
		if err != nil {
			return nil, fmt.Errorf("round %d: %w", done+1, err)
		}
		if err := add(figures, round, open); err != nil {
			return nil, fmt.Errorf("round %d: %w", done+1, err)
		}
		done++
		if done < o.Rounds && plan.Due(done) {
			left := plan.Look(done, figures, false)
			if len(left) == 0 {
				return plan.Report(), nil
			}
			open = func(pkg, name string) bool {
				return slices.Contains(left, verdict.Paired{Package: pkg, Name: name}.Key())
			}
		}
	}
	if done == 0 {
		return nil, ended
	}
	plan.Look(done, figures, true)
	return plan.Report(), ended
}

// add adds a round to the figures of the benchmarks that were open.
func add(figures []verdict.Paired, round map[Figure]Sample, open func(pkg, name string) bool) error {
	for i := range figures {
		f := &figures[i]
		if !open(f.Package, f.Name) {
			continue
		}
		s, ok := round[Figure{f.Package, f.Name, f.Unit}]
		if !ok {
			return fmt.Errorf("benchmark %s does not report %s every time", f.Name, f.Unit)
		}
		f.Base, f.Head, f.Control = append(f.Base, s.Base), append(f.Head, s.Head), append(f.Control, s.Control)
		f.HeadRatio = append(f.HeadRatio, orRatio(s.HeadRatio, s.Head, s.Base))
		f.ControlRatio = append(f.ControlRatio, orRatio(s.ControlRatio, s.Control, s.Base))
	}
	return nil
}

// orRatio returns the estimated ratio of a round or, without one, that of its values.
func orRatio(ratio, a, b float64) float64 {
	if ratio > 0 {
		return ratio
	}
	return a / b
}
