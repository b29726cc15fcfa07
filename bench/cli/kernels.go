package cli

import (
	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/selftest"
)

// kernelsName is the command that runs the benchmarks of the self-test of the gate, in a
// process of its own.
const kernelsName = "__kernels"

func kernelsCommand() *cobra.Command {
	return &cobra.Command{
		Use: kernelsName, Hidden: true, DisableFlagParsing: true,
		Run: func(_ *cobra.Command, args []string) { selftest.RunKernels(args) },
	}
}
