package selftest

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/strategies"
)

// hedged is jobs of which two workers run two copies whenever there is only one job.
func hedged(load float64) check {
	return stream{workers: 2, load: load, cost: unknown, copies: true}.of(strategies.Hedge{After: 1}, fmt.Sprintf("2 workers at load %g, copies at once", load),
		expectation{"E[T]", sojourns, theory.HedgedSojourn(load), .15, "both workers are busy or none: M/M/1 of twice the speed"})
}
