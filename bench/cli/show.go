package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

// showCommand renders stored runs again.
func (c *command) showCommand() *cobra.Command {
	var o output
	var format string
	cmd := &cobra.Command{
		Use: "show FILE...", Short: "Show stored runs again",
		Long:              `Shows the answers of stored runs again, as text or in another format.`,
		Example:           `  compare show results/20260102T150405Z-skewed.json --format markdown`,
		Args:              storedRuns,
		ValidArgsFunction: filesWith("json", "gz"),
	}
	o.flags(cmd.Flags(), &format)
	o.complete(cmd)
	cmd.RunE = func(_ *cobra.Command, paths []string) error {
		if err := o.resolve(format); err != nil {
			return err
		}
		return c.show(paths, o)
	}
	return cmd
}

// show renders stored runs.
func (c *command) show(paths []string, o output) error {
	if o.out != "" && len(paths) > 1 {
		return fmt.Errorf("--out %q: holds one run, got %d", o.out, len(paths))
	}
	if o.html != "" && len(paths) > 1 {
		return fmt.Errorf("--html %q: holds one run, got %d; compare report makes one page of several", o.html, len(paths))
	}
	if err := c.forPeople(o.format.Name, o.out, "--out"); err != nil {
		return err
	}
	runs, err := readRuns(paths)
	if err != nil {
		return err
	}
	for i, run := range runs {
		if i > 0 {
			fmt.Fprintln(c.Stdout)
		}
		if err := c.answer(run, o); err != nil {
			return err
		}
	}
	return nil
}
