package cli

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/benchtext"
	"github.com/go-foundations/poolbench/bench/policy"
)

// policyCommand checks a policy and describes it.
func (c *command) policyCommand() *cobra.Command {
	var against string
	cmd := &cobra.Command{
		Use: "policy [FILE]", Short: "Check a team's policy on its benchmarks",
		Long: `Checks a team's policy on its benchmarks, by default in poolbench.yml, and
describes it in plain words: margins, which units are judged, waivers and how
long they hold. A mistake in the file is reported with its line.`,
		ValidArgsFunction: filesWith("yml", "yaml"),
	}
	cmd.Flags().StringVar(&against, "against", "", "`FILE` with the output of go test -bench for all benchmarks: an entry that applies to none of them is an error")
	completeFiles(cmd, "against")
	cmd.RunE = func(_ *cobra.Command, paths []string) error { return c.policy(paths, against) }
	return cmd
}

func (c *command) policy(paths []string, against string) error {
	if len(paths) > 1 {
		return fmt.Errorf("policy: want one file, got %d", len(paths))
	}
	path := policy.FileName
	if len(paths) > 0 {
		path = paths[0]
	}
	p, err := policy.Read(path)
	if err != nil {
		return err
	}
	if against != "" {
		if err := unmatched(p, against); err != nil {
			return err
		}
	}
	return c.write("", []byte(strings.Join(p.Lines(time.Now()), "\n")+"\n"))
}

// unmatched returns an error if an entry of the policy applies to none of the benchmarks in
// a file.
func unmatched(p *policy.Policy, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("file %q: %w", path, reason(err))
	}
	o, err := benchtext.Read(path, bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	return p.Check(policy.FiguresOf(o))
}
