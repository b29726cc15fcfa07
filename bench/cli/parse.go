package cli

import (
	"github.com/spf13/pflag"
)

// parse reads the flags of a comparison, or of a study, whose name comes first.
func (c *command) parse(args []string) (*options, error) {
	var q *question
	if len(args) > 0 {
		if q = questionByName(args[0]); q != nil {
			args = args[1:]
		}
	}
	o := newOptions(q)
	fs := pflag.NewFlagSet("compare", pflag.ContinueOnError)
	fs.Usage = func() {}
	o.flags(fs)
	if err := fs.Parse(doubleDashes(fs, args)); err != nil {
		return nil, flagErrorOf(fs, "compare", err)
	}
	if fs.NArg() > 0 {
		return nil, strayArgument(fs.Arg(0))
	}
	return o, o.settle(c, fs)
}
