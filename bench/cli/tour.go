package cli

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/bench/study"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// given returns the names of the flags that were given, and the arguments that give them.
func given(fs *pflag.FlagSet) (names, args []string) {
	fs.Visit(func(f *pflag.Flag) {
		names = append(names, f.Name)
		args = append(args, "--"+f.Name+"="+f.Value.String())
	})
	return names, args
}

// tour runs several comparisons, and answers each in a few lines.
func (c *command) tour(ctx context.Context, legs []study.Leg, args []string) error {
	begin := sync.OnceFunc(func() { fmt.Fprintf(c.Stderr, "a tour of %d comparisons: half a minute\n", len(legs)) })
	for _, leg := range legs {
		o, err := c.parse(slices.Concat(leg.Args, args))
		if err != nil {
			return err
		}
		if err := c.leg(ctx, o, leg.Title, begin); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	text.Align(&b, c.asTyped("Next:\n"+
		"  compare --workload skewed\tone kind of jobs (compare list workloads)\n"+
		"  compare recommend --jobs-file FILE\tstrategy and worker count for your own log\n"+
		"  compare gate --base origin/main\tare the benchmarks here slower than there?\n"), c.looksTo("").Width)
	_, err := c.Stdout.Write(b.Bytes())
	return err
}

// leg runs one comparison of a tour, and calls begin once it is known that it can be stored.
func (c *command) leg(ctx context.Context, o *options, title string, begin func()) error {
	store, err := openStore(o)
	if err != nil {
		return err
	}
	defer func() { store.close() }()
	begin()
	c.sayLeftOut(o.Listed(), o.Contenders, o.Able)
	run, err := c.measure(ctx, o, store.save)
	if run == nil || len(run.Trials) == 0 {
		return err
	}
	store.tell(c)
	var b bytes.Buffer
	b.WriteString(title + "\n\n")
	if err := text.Brief(&b, run, verdict.Judge(run, verdict.Options{}), c.looksTo("")); err != nil {
		return err
	}
	if _, unsaid := c.Stdout.Write(b.Bytes()); unsaid != nil {
		return unsaid
	}
	if err != nil {
		return err
	}
	return verdict.CheckRan(run)
}
