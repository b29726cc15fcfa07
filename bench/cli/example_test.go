package cli_test

import (
	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/cli"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

// The whole compare command, with a strategy of one's own beside the built-in
// ones: cheapest-first is in every table, and in "compare list strategies".
func Example() {
	main := func() {
		cli.Main(bench.Discipline(strategies.Keyed{
			Label: "cheapest-first",
			Key:   func(t pool.Ticket) int64 { return int64(t.Cost) },
		}))
	}
	_ = main // it ends the process
}
