package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// execute runs the command that the arguments name.
func (c *command) execute(ctx context.Context) error {
	root := c.root()
	c.names = commandNames(root)
	target, _, err := root.Find(c.Args)
	if err != nil {
		return err
	}
	args := c.Args
	if !target.DisableFlagParsing {
		target.InitDefaultHelpFlag()
		target.InitDefaultVersionFlag()
		args = doubleDashes(target.Flags(), args)
	}
	root.SetArgs(append([]string{}, args...)) // nil would be the arguments of the process
	return root.ExecuteContext(ctx)
}

// Groups of commands, in the order in which help lists them.
const (
	groupMeasure = "measure"
	groupStored  = "stored"
	groupGuard   = "guard"
	groupHelp    = "help"
)

// helpWidth is the width of help. Lines that pflag folds may exceed the width given to it
// by foldSlop.
const (
	helpWidth = 80
	foldSlop  = 5
)

// root returns the tree of commands. Without a name it is a comparison.
func (c *command) root() *cobra.Command {
	root := c.compareCommand()
	root.Version = version()
	root.SetVersionTemplate("{{.Version}}\n")
	root.SilenceErrors, root.SilenceUsage = true, true // Run prints the error, in one line
	root.SuggestionsMinimumDistance = 2
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	root.DisableAutoGenTag = true
	root.SetIn(c.Stdin)
	root.SetOut(c.Stdout)
	root.SetErr(c.Stderr)
	root.SetFlagErrorFunc(flagError)
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), "FlagUsages ", fmt.Sprintf("FlagUsagesWrapped %d ", helpWidth-foldSlop)))
	root.AddGroup(
		&cobra.Group{ID: groupMeasure, Title: "Measure:"},
		&cobra.Group{ID: groupStored, Title: "Look at stored runs:"},
		&cobra.Group{ID: groupGuard, Title: "Guard against regressions:"},
		&cobra.Group{ID: groupHelp, Title: "Help:"},
	)
	root.AddCommand(
		grouped(groupMeasure, c.scaleCommand(), c.grainCommand(), c.sweepCommand(), c.recommendCommand())...)
	root.AddCommand(
		grouped(groupStored, c.showCommand(), c.reportCommand(), c.diffCommand(), c.historyCommand())...)
	root.AddCommand(
		grouped(groupGuard, c.gateCommand(), c.policyCommand(), c.selftestCommand())...)
	root.AddCommand(
		grouped(groupHelp, c.listCommand())...)
	root.AddCommand(c.roundCommand(), kernelsCommand())
	if c.Farm != nil {
		root.AddCommand(grouped(groupMeasure, c.agentCommand())...)
	}
	root.AddCommand(topicCommands()...)
	root.SetHelpCommand(c.helpCommand(root))
	root.SetHelpCommandGroupID(groupHelp)
	root.InitDefaultHelpCmd()
	root.SetCompletionCommandGroupID(groupHelp)
	root.InitDefaultCompletionCmd()
	completionCommand(root)
	return root
}

func grouped(group string, commands ...*cobra.Command) []*cobra.Command {
	for _, cmd := range commands {
		cmd.GroupID = group
	}
	return commands
}
