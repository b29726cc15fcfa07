package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// scaleCommand reports how much faster more workers are.
func (c *command) scaleCommand() *cobra.Command { return c.questionCommand(scaleQuestion) }

// grainCommand reports how small jobs may be.
func (c *command) grainCommand() *cobra.Command { return c.questionCommand(grainQuestion) }

// sweepCommand reports a metric over workers, loads and workloads.
func (c *command) sweepCommand() *cobra.Command { return c.questionCommand(sweepQuestion) }

// questionCommand is the command of a question: a comparison with flags of its own.
func (c *command) questionCommand(q *question) *cobra.Command {
	o := newOptions(q)
	cmd := &cobra.Command{
		Use: q.Name, Short: q.short, Long: q.long, Example: q.example, Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.compare(cmd, o) },
	}
	o.flags(cmd.Flags())
	c.agentsFlag(cmd, o)
	c.complete(cmd, o)
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		var none *pflag.NotExistError
		if errors.As(err, &none) {
			if name := strings.TrimPrefix(wrongFlag(none), "--"); slices.Contains(q.without, name) {
				return fmt.Errorf("--%s: does not apply to compare %s", name, q.Name)
			}
		}
		return flagError(cmd, err)
	})
	return cmd
}
