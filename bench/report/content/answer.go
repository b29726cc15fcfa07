package content

import (
	"bytes"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// An Outcome is the answer of a gate or a diff: one of the types in package findings.
type Outcome interface {
	// Tell writes it for people, the answer in the first line.
	Tell(w Writer) error
	// Answer returns that line. It also ends a text that is longer than a screen.
	Answer() string
	// Next writes what to do next, below everything else, if there is anything to do.
	Next(w Writer)
	// Data returns the value that JSON holds.
	Data() any
	// Findings returns a finding about each figure, the worst first.
	Findings() []Finding
	// Compared returns what a page shows besides.
	Compared() Comparison
	// Bench writes the rounds in the Go benchmark format.
	Bench(b *bytes.Buffer) error
}

// A Finding is the result for one figure.
type Finding struct {
	Verdict verdict.Verdict
	Of      string // what the figure belongs to, such as a benchmark
	Figure  string // such as a unit
	Text    string // in one sentence
}

// A Study answers another question than which contender is best. It is one of the types in
// package findings, for [record.StudyScale], [record.StudyGrain] or [record.StudySweep].
type Study interface {
	// Tell writes what was found for people.
	Tell(w Writer, run *record.Run) error
	// Next says what to do next.
	Next(run *record.Run) string
}
