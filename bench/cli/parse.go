package cli

import (
	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/ask"
)

// parse reads the flags of a comparison, or of a study, whose name comes first.
func (c *command) parse(args []string) (*options, error) {
	o := &options{Comparison: ask.Comparison{Scale: 1}}
	if len(args) > 0 {
		o.ask(questionByName(args[0]))
	}
	if o.question != nil {
		args = args[1:]
	}
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
