package cli

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// lists are the lists, in order.
var lists = []struct {
	name  string
	print func(c *command, w io.Writer)
}{
	{"strategies", (*command).listStrategies},
	{"peers", (*command).listPeers},
	{"workloads", (*command).listWorkloads},
	{"arrivals", (*command).listArrivals},
	{"metrics", (*command).listMetrics},
	{"formats", (*command).listFormats},
}

// listCommand lists what is available.
func (c *command) listCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list [" + strings.Join(listNames(), "|") + "]...", Short: "List strategies, workloads, metrics and more",
		Long:              `Lists what is available, with one line about each.`,
		ValidArgsFunction: oneOf(listNames()),
		RunE:              func(_ *cobra.Command, names []string) error { return c.list(names) },
	}
}

func listNames() []string {
	var names []string
	for _, l := range lists {
		names = append(names, l.name)
	}
	return names
}

func (c *command) list(wanted []string) error {
	known := listNames()
	if len(wanted) == 0 {
		wanted = known
	}
	// Check all names first: an error leaves nothing half-written.
	for _, name := range wanted {
		if !slices.Contains(known, name) {
			return nearest.Unknown("list", name, known, "")
		}
	}
	var b bytes.Buffer
	for i, name := range wanted {
		var lines bytes.Buffer
		if i > 0 {
			fmt.Fprintln(&b)
		}
		if len(wanted) > 1 {
			fmt.Fprintf(&b, "%s:\n", name)
		}
		lists[slices.Index(known, name)].print(c, &lines)
		text.Align(&b, lines.String(), c.looksTo("").Width)
	}
	return c.write("", b.Bytes())
}

func (c *command) listStrategies(w io.Writer) {
	known := make(map[string]strategies.Entry)
	for _, e := range strategies.All() {
		known[e.Name()] = e
	}
	for _, x := range c.contenders {
		notes := ""
		e, ok := known[x.Name()]
		if !ok {
			e.Family, e.Summary = "own", "came with this program"
		}
		if e.Batch {
			notes = " (batches only)"
		}
		if s := ask.Settings(x); len(s) > 0 {
			notes += "; settings: " + strings.Join(s, ", ")
		}
		fmt.Fprintf(w, "  %s\t%s\t%s%s\n", x.Name(), e.Family, e.Summary, notes)
	}
	fmt.Fprintf(w, "\nsettings follow a name, separated by colons: codel:5ms:drop, hedge:after=20ms, fair:gold=4\n")
}

func (c *command) listPeers(w io.Writer) {
	for _, x := range c.Peers {
		fmt.Fprintf(w, "  %s\t%s\n", x.Name(), ask.Summary(x))
	}
	if !c.libraries {
		fmt.Fprintln(w, "  ("+ask.NoLibraries+")")
	}
}

func (c *command) listWorkloads(w io.Writer) {
	for _, x := range workloads.All() {
		fmt.Fprintf(w, "  %s\t%s\n", x.Name, x.Summary)
	}
	fmt.Fprintf(w, "  %s\t%s\n", "trace:FILE.csv", "your own jobs: a duration column and, optionally, priority, arrival, key, deadline_ms (after the arrival) and cost_ms (the expected duration; without it strategies know no costs); for other logs, FILE?duration=took_ms&where=status%3Dok says what recommend has flags for")
	fmt.Fprintf(w, "\noptions, after a name or as a flag:\n")
	for _, o := range workloads.Options() {
		fmt.Fprintf(w, "  NAME+%s=%s\t%s\n", o.Name, strings.TrimSuffix(strings.Fields(o.Values)[0], ","), strings.ReplaceAll(o.Summary, "`", ""))
	}
}

func (c *command) listArrivals(w io.Writer) {
	for _, a := range workloads.AllArrivals() {
		fmt.Fprintf(w, "  %s\t%s\n", a.Name(), a.Summary())
	}
	fmt.Fprintf(w, "  %s\t%s\n", ask.Replay, "at the arrival times of a trace; with --load, stretched to that load")
}

func (c *command) listMetrics(w io.Writer) {
	for _, m := range record.Metrics() {
		about := m.Description
		if m.Scope != "" {
			about += "; in " + string(m.Scope)
		}
		if m.Source != "" {
			about += " [" + m.Source + "]"
		}
		fmt.Fprintf(w, "  %s\t%s\t%s is better\t%s\n", m.Name, strings.Replace(m.Unit, "1", "share", 1), m.Better, about)
	}
}

func (c *command) listFormats(w io.Writer) {
	for _, f := range report.Formats() {
		fmt.Fprintf(w, "  %s\t%s\n", f.Name, f.Summary)
	}
}
