package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/nearest"
)

// unknownCommand returns the error for a command that is not known. Names of
// workloads and strategies follow a flag.
func (c *command) unknownCommand(root *cobra.Command, name string) error {
	if flag := c.roster().FlagOf(name); flag != "" {
		return nearest.Wrong("command", name, flag+" "+name, "")
	}
	return nearest.Unknown("command", name, commandNames(root), "compare help")
}

// commandNames returns the names of the commands that help lists.
func commandNames(root *cobra.Command) []string {
	var names []string
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() || cmd.Name() == "help" {
			names = append(names, cmd.Name())
		}
	}
	return names
}

// doubleDashes returns arguments in which flags with long names have two dashes: pflag
// takes -jobs for -j -o -b -s.
func doubleDashes(fs *pflag.FlagSet, args []string) []string {
	out := slices.Clone(args)
	for i := 0; i < len(out) && out[i] != "--"; i++ {
		arg := out[i]
		if len(arg) < 3 || arg[0] != '-' {
			continue
		}
		name, _, valued := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		f := fs.Lookup(name)
		if f == nil {
			continue
		}
		if arg[1] != '-' {
			out[i] = "-" + arg
		}
		if !valued && f.NoOptDefVal == "" {
			i++ // its value, whatever it looks like
		}
	}
	return out
}

// strayArgument returns the error for an argument of a comparison that follows no flag: a
// name without its flag, or the rest of a list that a blank, or PowerShell, has split.
func strayArgument(arg string) error {
	return fmt.Errorf("argument %q: want only flags here; names go after --workload or --strategy, separated by commas (quoted in PowerShell)", arg)
}

// noArguments refuses arguments of a command that has only flags.
func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("argument %q: want only flags here", args[0])
	}
	return nil
}

// storedRuns requires at least one file.
func storedRuns(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%s: want the files of stored runs, such as results/*.json", cmd.Name())
	}
	return nil
}
