package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/go-foundations/poolbench/bench/selftest"
)

// selftest holds the harness against what is known.
func (c *command) selftest(ctx context.Context, args []string) error {
	fs := flagSet("compare selftest")
	theory := fs.Bool("theory", false, "hold strategies in virtual time to queueing theory")
	jobs := fs.Int("jobs", selftest.DefaultJobs, "`N` jobs for a figure with chance in it")
	seed := fs.Uint64("seed", 1, "`N` from which all is drawn")
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	switch {
	case fs.NArg() > 0:
		return fmt.Errorf("argument %q: want only flags here", fs.Arg(0))
	case !*theory:
		return errors.New("selftest: want --theory, which holds strategies in virtual time to queueing theory")
	case *jobs < selftest.LeastJobs:
		return fmt.Errorf("--jobs %d: want at least %d", *jobs, selftest.LeastJobs)
	}
	var figures []selftest.Figure
	err := selftest.Theory(ctx, selftest.Options{Jobs: *jobs, Seed: *seed}, func(f selftest.Figure) {
		figures = append(figures, f)
		fmt.Fprintf(c.Stderr, "%s: %s\n", f.What, agreement(f))
	})
	if len(figures) > 0 {
		if err := writeFigures(c.Stdout, figures, *jobs); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: the figures above are those that were known", errInterrupted)
	}
	if err != nil {
		return err
	}
	off := 0
	for _, f := range figures {
		if !f.Agrees() {
			off++
		}
	}
	if off > 0 {
		return fmt.Errorf("selftest: %d of %d figures are not what theory says", off, len(figures))
	}
	return nil
}

func agreement(f selftest.Figure) string {
	if f.Agrees() {
		return "agrees"
	}
	return "DOES NOT AGREE"
}

// writeFigures writes one line per figure: theory, measured, by how much it is
// off, and what it may be off.
func writeFigures(w io.Writer, figures []selftest.Figure, jobs int) error {
	var b bytes.Buffer
	t := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "figure\ttheory\tmeasured\t±\terror\t\tsource")
	for _, f := range figures {
		half := "exact"
		if f.Most > 0 {
			half = fmt.Sprintf("%.2g", f.Half)
		}
		fmt.Fprintf(t, "%s\t%.6g\t%.6g\t%s\t%+.2f %%\t%s\t%s\n", f.What, f.Theory, f.Measured, half, 100*f.Error(), agreement(f), f.Source)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(&b, "Times are in mean services, n = %d jobs in %d replications for each figure with chance in it. ±: half of its interval, at 99.9 %%. "+
		"A figure agrees if the interval holds theory and is narrow enough for so many jobs.\n", jobs, selftest.Replications)
	_, err := w.Write(b.Bytes())
	return err
}
