package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/benchtext"
	"github.com/go-foundations/poolbench/bench/policy"
)

// policy checks a policy and says what it says.
func (c *command) policy(_ context.Context, args []string) error {
	fs := flagSet("compare policy")
	against := fs.String("against", "", "`FILE` with what go test -bench printed of all benchmarks: what in the policy applies to none of them is an error")
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	if fs.NArg() > 1 {
		return fmt.Errorf("policy: want one file, and got %d", fs.NArg())
	}
	path := fs.Arg(0)
	if path == "" {
		path = policy.FileName
	}
	p, err := policy.Read(path)
	if err != nil {
		return err
	}
	if *against != "" {
		if err := unmatched(p, *against); err != nil {
			return err
		}
	}
	return c.write("", []byte(strings.Join(p.Lines(time.Now()), "\n")+"\n"))
}

// unmatched returns an error if something in the policy applies to none of the benchmarks
// of a file.
func unmatched(p *policy.Policy, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("file %q: %w", path, reason(err))
	}
	o, err := benchtext.Read(path, bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	var all []policy.Figure
	for _, f := range o.Figures {
		bare, _ := benchtext.Bare(f.Name)
		all = append(all, policy.Figure{Package: f.Package, Name: bare, Unit: f.Unit})
	}
	return unmatchedError(p.Unmatched(all))
}

// unmatchedError returns the error for what applies to nothing; nil: there is nothing.
func unmatchedError(lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	return errors.New("policy: " + strings.Join(lines, "\n\t"))
}
