package content

import "github.com/go-foundations/poolbench/bench/verdict"

// A Comparison is what a chart shows of an outcome, and how that was measured.
type Comparison struct {
	Name       string     // what made it, such as "gate"
	Figures    []Compared // the worst first
	Confidence float64    // of their intervals
	Warnings   []string   // what makes the answer doubtful, in full sentences
	Facts      []string   // about the settings and the machines, a line each
	Command    []string   // what to run for the same; empty: unknown
}

// A Compared figure is one that two sides have: the base and the head.
type Compared struct {
	Verdict verdict.Verdict
	Of      string         // what the figure belongs to, such as a benchmark
	Figure  string         // such as a unit
	Unit    string         // of its values
	Better  verdict.Better // empty: unknown

	// Ratio is head / base, with its interval; nil: there is none. Text has both in words.
	Ratio, Lo, Hi *float64
	Text          string
	Margin        float64 // the greatest difference that does not matter, as a share

	Base, Head []float64 // the values; those of round i are of one round if there are ratios
	Ratios     []float64 // head / base of each round; nil: the sides took no turns
}
