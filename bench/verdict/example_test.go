package verdict_test

import (
	"errors"
	"fmt"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// Ten rounds of a benchmark before and after a change, and of the version before once more.
func ExampleGate() {
	figure := verdict.Paired{
		Name:    "Parse",
		Unit:    "sec/op",
		Base:    []float64{10.1, 10.3, 10.2, 10.0, 10.4, 10.1, 10.2, 10.3, 10.1, 10.2},
		Head:    []float64{11.2, 11.3, 11.1, 11.0, 11.5, 11.2, 11.3, 11.2, 11.1, 11.4},
		Control: []float64{10.2, 10.2, 10.1, 10.1, 10.3, 10.2, 10.2, 10.2, 10.2, 10.1},
	}
	report := verdict.Gate([]verdict.Paired{figure}, 0.02, 0.05)
	judged := report.Figures[0]
	fmt.Printf("%s: %.2f times as long, %v\n", judged.Name, *judged.Ratio, judged.Verdict)
	fmt.Println(errors.Is(report.Err(""), verdict.ErrRegressed))
	// Output:
	// Parse: 1.10 times as long, regressed
	// true
}
