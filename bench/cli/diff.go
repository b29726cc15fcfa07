package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/benchdiff"
	"github.com/go-foundations/poolbench/bench/benchtext"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// diffOptions are the values of the flags of diff.
type diffOptions struct {
	outcomeOutput
	margin float64
	metric string
	better betterUnits
}

// diffCommand reports what changed between two stored runs, or two outputs of go test
// -bench.
func (c *command) diffCommand() *cobra.Command {
	o := &diffOptions{better: betterUnits{}}
	cmd := &cobra.Command{
		Use: "diff FILE FILE", Short: "Report what changed between two runs",
		Long: `Reports what changed from one stored run to another, the earlier first: round by
round where both had the same jobs, else as two samples. Two outputs of go test
-bench -count 10 are compared as samples, with benchstat's table; - is standard
input. A change in the machine between the runs looks like a change in the code;
compare gate --base avoids that: it runs both versions in turns.`,
		Example: `  compare diff results/before.json results/after.json
  go test -bench . -count 10 | compare diff old.txt -`,
		ValidArgsFunction: filesWith("json", "gz", "txt"),
	}
	fs := cmd.Flags()
	percentVar(fs, &o.margin, "margin", benchdiff.DefaultMargin, "differences of up to this `PERCENT` do not matter")
	o.outcomeOutput.flags(cmd)
	fs.StringVar(&o.metric, "metric", "", "`NAME` of the metric of stored runs to compare (default the one that decides the verdict)")
	fs.Var(o.better, "better", "which direction of a unit is better, as `UNIT=DIRECTION`, such as hits/op=higher; may be repeated")
	completeFlag(cmd, "metric", oneOf(metricValues()))
	cmd.RunE = func(_ *cobra.Command, paths []string) error { return c.diff(o, paths) }
	return cmd
}

func (c *command) diff(o *diffOptions, paths []string) error {
	if len(paths) != 2 {
		return fmt.Errorf("diff: want two files, stored runs or outputs of go test -bench, the earlier first, got %d", len(paths))
	}
	if err := c.checkOutput(&o.outcomeOutput); err != nil {
		return err
	}
	if err := ask.CheckMetric(o.metric, o.metric != ""); err != nil {
		return err
	}
	if o.metric == "" {
		outputs, err := benchdiff.Read([2]string(paths), c.Stdin)
		if err != nil {
			return err
		}
		if outputs != nil {
			return c.diffOutputs(&o.outcomeOutput, outputs[0], outputs[1], o.margin, o.better)
		}
	}
	runs, err := readRuns(paths)
	if err != nil {
		return err
	}
	d, err := verdict.Difference(runs[0], runs[1], o.margin, verdict.Options{Metric: o.metric})
	if err != nil {
		return fmt.Errorf("diff: %w", err)
	}
	if err := c.tell(&o.outcomeOutput, findings.Diffs{{Name: paths[0] + " → " + paths[1], Diff: d, Base: runs[0], Head: runs[1]}}); err != nil {
		return err
	}
	return c.once(&o.outcomeOutput, verdict.CheckPassed("diff", len(d.Changes), d.Count))
}

// diffOutputs compares two outputs of go test -bench, the earlier first.
func (c *command) diffOutputs(to *outcomeOutput, base, head *benchtext.Output, margin float64, better betterUnits) error {
	r := benchdiff.Judge(base, head, better, margin)
	if err := c.tell(to, findings.Outputs{Base: base.Name, Head: head.Name, Hosts: [2]record.Host{hostOf(base), hostOf(head)}, UnpairedReport: r}); err != nil {
		return err
	}
	return c.once(to, benchdiff.Err(base, head, r))
}

// hostOf returns what an output of go test says about its host.
func hostOf(o *benchtext.Output) record.Host {
	return record.Host{OS: o.Host.OS, Arch: o.Host.Arch, CPU: o.Host.CPU}
}
