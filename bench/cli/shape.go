package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/workloads"
)

// shapeFlags are the flags that change workloads: one for each option of these.
func shapeFlags() []string {
	var names []string
	for _, o := range workloads.Options() {
		names = append(names, o.Name)
	}
	return names
}

// shapeFlags adds them.
func (o *options) shapeFlags(fs *pflag.FlagSet) {
	o.Given.Options = make(map[string]*string)
	for _, option := range workloads.Options() {
		values := option.Values
		if option.List {
			values = strings.ReplaceAll(values, ":", ",")
		}
		o.Given.Options[option.Name] = fs.String(option.Name, "", option.Summary+", such as "+values)
	}
}

// completeShape sets up shell completion for them.
func completeShape(cmd *cobra.Command) {
	for _, o := range workloads.Options() {
		if cmd.Flags().Lookup(o.Name) != nil {
			completeFlag(cmd, o.Name, oneOf(optionValues(o)))
		}
	}
}

// optionValues are values of an option.
func optionValues(o workloads.Option) []cobra.Completion {
	var out []cobra.Completion
	if o.Name == "service" {
		for _, d := range workloads.Distributions() {
			out = append(out, d.Name())
		}
		return out
	}
	for _, v := range strings.Split(strings.ReplaceAll(o.Values, " or ", ", "), ", ") {
		if o.List {
			v = strings.ReplaceAll(v, ":", ",")
		}
		out = append(out, v)
	}
	return out
}
