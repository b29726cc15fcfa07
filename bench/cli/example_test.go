package cli_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/cli"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

// The whole compare command, with a strategy of one's own beside the built-in
// ones: shortest-first is in every table, and in "compare list strategies".
func Example() {
	main := func() {
		cli.Main(bench.Discipline(strategies.Keyed{
			Label: "shortest-first",
			Key:   func(t pool.Ticket) int64 { return int64(t.Cost) },
		}))
	}
	_ = main // it ends the process
}

// Run is Main without a process to end: here, to see that the command knows the
// contender.
func ExampleRun() {
	var out strings.Builder
	code := cli.Run(context.Background(), cli.Env{
		Args: []string{"list", "strategies"}, Stdout: &out, Stderr: os.Stderr,
	}, bench.Discipline(strategies.Keyed{Label: "newest-first", Key: func(t pool.Ticket) int64 { return -int64(t.Released) }}))
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "newest-first") {
			fmt.Println(strings.Join(strings.Fields(line), " "))
		}
	}
	fmt.Println(code)
	// Output:
	// newest-first own came with this program
	// 0
}
