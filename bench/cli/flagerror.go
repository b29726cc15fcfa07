package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/nearest"
)

// flagError adds to pflag's errors the nearest flag, or what a value should look like.
func flagError(cmd *cobra.Command, err error) error {
	return flagErrorOf(cmd.Flags(), cmd.CommandPath(), err)
}

// flagErrorOf is flagError for flags without a command.
func flagErrorOf(fs *pflag.FlagSet, command string, err error) error {
	var none *pflag.NotExistError
	var missing *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &none):
		var known []string
		fs.VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				known = append(known, "--"+f.Name)
			}
		})
		return nearest.Unknown("flag", wrongFlag(none), known, command+" --help")
	case errors.As(err, &missing):
		return fmt.Errorf("--%s: want a value", missing.GetFlag().Name)
	case errors.As(err, &invalid):
		return fmt.Errorf("--%s %q: want %s", invalid.GetFlag().Name, invalid.GetValue(), wanted(invalid))
	}
	return err
}

// wrongFlag returns an unknown flag as the user meant it: pflag takes -job for -j -o -b.
func wrongFlag(err *pflag.NotExistError) string {
	short := err.GetSpecifiedShortnames()
	switch {
	case short == "":
		return "--" + err.GetSpecifiedName()
	case len(short) == 1:
		return "-" + short
	}
	name, _, _ := strings.Cut(short, "=")
	return "--" + name
}

// wanted describes the values of a flag.
func wanted(err *pflag.InvalidValueError) string {
	if errors.Is(err, strconv.ErrRange) {
		return "a smaller number"
	}
	switch err.GetFlag().Value.(type) {
	case *alsoFiles:
		return "FORMAT=FILE, such as junit=gate.xml"
	case *virtualFlag:
		return "no value, or " + ask.ByGoroutines
	case *percentFlag:
		return wantedPercent
	case betterUnits:
		return "UNIT=higher or UNIT=lower, each unit once"
	}
	switch err.GetFlag().Value.Type() {
	case "duration":
		return "a time with its unit, such as 30s or 5m"
	case "int":
		return "a whole number"
	case "uint64":
		return "a whole number, 0 or more"
	case "bool":
		return "true or false"
	}
	return "another value"
}
