package cli

import (
	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/report/page"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// reportCommand writes one page about stored runs.
func (c *command) reportCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use: "report FILE...", Short: "Write one page about stored runs, with charts",
		Long:              `Writes one page about stored runs, with charts: one file that opens offline.`,
		Example:           `  compare report results/*.json -o page.html`,
		Args:              storedRuns,
		ValidArgsFunction: filesWith("json", "gz"),
		RunE: func(_ *cobra.Command, paths []string) error {
			if err := c.forPeople("html", out, "-o"); err != nil {
				return err
			}
			var all []page.Judgement
			runs, err := readRuns(paths)
			if err != nil {
				return err
			}
			for _, run := range runs {
				all = append(all, page.Judgement{Run: run, Report: verdict.Judge(run, verdict.Options{})})
			}
			return c.page(out, all)
		},
	}
	cmd.Flags().StringVarP(&out, "out", "o", "", "write the page to `FILE` instead of standard output")
	completeFiles(cmd, "out")
	return cmd
}
