package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// flagSet returns a set that prints nothing.
func flagSet(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	return fs
}

// parseFlags parses flags also after other arguments.
func parseFlags(fs *flag.FlagSet, args []string) error {
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			return flagError(fs, err)
		}
		args = fs.Args()
		if len(args) == 0 {
			// Parse once more, for fs.Args to be the arguments alone.
			return fs.Parse(append([]string{"--"}, rest...))
		}
		rest = append(rest, args[0])
		args = args[1:]
	}
}

// flagError says what the flag package's error lacks: the nearest flag, or what
// a value should look like.
func flagError(fs *flag.FlagSet, err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return &helpWanted{fs}
	}
	const undefined = "flag provided but not defined: -"
	if name, ok := strings.CutPrefix(err.Error(), undefined); ok {
		var known []string
		fs.VisitAll(func(f *flag.Flag) { known = append(known, "--"+f.Name) })
		return unknown("flag", "--"+strings.TrimPrefix(name, "-"), known)
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag needs an argument: -"); ok {
		return fmt.Errorf("--%s: want a value", name)
	}
	m := invalidValue.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	want := "another value"
	switch fs.Lookup(m[2]).Value.(flag.Getter).Get().(type) {
	case time.Duration:
		want = "a time with its unit, such as 30s or 5m"
	case int:
		want = "a whole number"
	case uint64:
		want = "a whole number, 0 or more"
	case bool:
		want = "true or false"
	case alsoFiles:
		want = "FORMAT=FILE, such as junit=gate.xml"
	case betterUnits:
		want = "UNIT=higher or UNIT=lower, each unit once"
	}
	if m[3] == "value out of range" {
		want = "a smaller number"
	}
	return fmt.Errorf("--%s %s: want %s", m[2], m[1], want) // the value is quoted already
}

var invalidValue = regexp.MustCompile(`^invalid (?:boolean )?value (".*") for (?:flag )?-(\S+): (.*)$`)
