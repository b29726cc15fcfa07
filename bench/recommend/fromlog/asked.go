package fromlog

import (
	"cmp"

	"github.com/go-foundations/poolbench/bench/recommend"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/workloads/joblog"
)

// Asked is a question about the jobs of a log.
type Asked struct {
	Question recommend.Question
	Log      *joblog.Log
	Notes    []string // what was assumed, and what was left out, in full sentences

	trace string // what --workload trace: has to read; empty: no file that it could read
}

// Closer returns the command that looks closer at the choice. It returns "" if there is no file
// from which the command could read the jobs, or if the jobs have caps or slots, which the
// command does not support.
func (a *Asked) Closer(r *recommend.Result) string {
	if a.trace == "" || r.Alone {
		return ""
	}
	return record.CommandLine(r.Closer(a.Question.Trace).Command(a.trace))
}

// traceOf returns the file that --workload trace: has to read to get the jobs of the log: the
// file that they are written to, or the log itself if nothing was left out or changed.
func (w *Words) traceOf(log *joblog.Log) string {
	switch {
	case w.Trace != "":
		return w.Trace
	case w.File == StandardInput || w.Scale != "" || log.Bad != nil || log.Rows > len(log.Jobs):
		return ""
	case log.Canonical:
		return w.File
	}
	return w.File + "?" + cmp.Or(w.Read.Query(), "log=any")
}
