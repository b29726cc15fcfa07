package report

import (
	"io"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// writeBench writes the trials in the Go benchmark format.
func writeBench(w io.Writer, run *record.Run, _ *verdict.Report, _ Options) error {
	return run.WriteBench(w)
}
