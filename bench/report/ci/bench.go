package ci

import (
	"io"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Bench writes the trials in the Go benchmark format.
func Bench(w io.Writer, run *record.Run, _ *verdict.Report) error {
	return run.WriteBench(w)
}
