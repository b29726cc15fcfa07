package sample

import (
	"math"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// Gate returns the report of a gate with one figure of each verdict, under names that mean
// something to every format.
func Gate() *verdict.GateReport {
	figure := func(name string, head, control float64) verdict.Paired {
		p := verdict.Paired{Name: name, Unit: "sec/op"}
		for i := range 24 {
			noise := 1 + float64(i)/10000
			p.Base, p.Head, p.Control = append(p.Base, noise), append(p.Head, head*noise), append(p.Control, control*noise)
		}
		return p
	}
	undecided := figure("Un/a=1,b|c:*<x>&\"'-2", 1, 1)
	for i := range undecided.Head {
		undecided.Head[i] *= 1 + 0.2*math.Sin(float64(i*i))
	}
	g := verdict.Gate([]verdict.Paired{
		figure("Same-2", 1, 1), figure("Worse%,:\x1b[31m-2", 1.2, 1), undecided, figure("Better-2", 0.5, 1),
	}, 0.02, 0.05)
	g.Added = []string{"New|one-2"}
	return g
}
