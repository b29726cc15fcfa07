package gate_test

import (
	"context"
	"fmt"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A gate over rounds that somebody else measures: here the head takes twice as long.
func ExampleRounds() {
	figure := gate.Figure{Package: "example.com/parse", Name: "Parse", Unit: "sec/op"}
	measure := func(context.Context, int, func(pkg, name string) bool) (map[gate.Figure]gate.Sample, error) {
		return map[gate.Figure]gate.Sample{figure: {Base: 1e-6, Head: 2e-6, Control: 1e-6}}, nil
	}
	report, err := gate.Rounds(context.Background(), gate.Options{Rounds: 20, Margin: gate.DefaultMargin, Alpha: 0.05},
		[]verdict.Paired{{Package: figure.Package, Name: figure.Name, Unit: figure.Unit}}, measure, func() bool { return true })
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Figures[0].Verdict, "in", report.Done, "of", report.Rounds, "rounds")
	// Output: regressed in 12 of 20 rounds
}
