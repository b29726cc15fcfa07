package content

import (
	"bytes"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// An Outcome is what a gate or a diff has to say: one of package findings.
type Outcome interface {
	// Tell writes it for people, the answer in the first line.
	Tell(w Writer) error
	// Answer returns that line, which ends a text that is longer than a screen, too.
	Answer() string
	// Next writes what to do next, below everything else; nothing, if there is nothing to do.
	Next(w Writer)
	// Data returns what JSON holds.
	Data() any
	// Findings returns what there is to say of each figure, the worst first.
	Findings() []Finding
	// Bench writes the rounds in the Go benchmark format.
	Bench(b *bytes.Buffer) error
}

// A Finding is what there is to say of one figure.
type Finding struct {
	Verdict verdict.Verdict
	Of      string // what the figure belongs to, such as a benchmark
	Figure  string // such as a unit
	Text    string // in one sentence
}

// A Study is an answer to another question than which contender is best: one of package findings, for
// [record.StudyScale], [record.StudyGrain] or [record.StudySweep].
type Study interface {
	// Tell writes what was found for people.
	Tell(w Writer, run *record.Run) error
	// Next says what to do next.
	Next(run *record.Run) string
}
