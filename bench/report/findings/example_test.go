package findings_test

import (
	"bytes"
	"fmt"

	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// What a gate has to say of a benchmark that takes a tenth longer.
func ExampleGate() {
	var base, head []float64
	for i := range 20 {
		base = append(base, 1e-6+float64(i%5)*1e-9)
		head = append(head, 1.1e-6+float64(i%4)*1e-9)
	}
	report := verdict.Gate([]verdict.Paired{{Name: "Parse", Unit: "sec/op", Base: base, Head: head}}, 0.02, 0.05)
	var b bytes.Buffer
	err := text.Outcome(&b, findings.Gate{Base: "0123456789abcdef", GateReport: report}, text.Options{})
	first, _, _ := bytes.Cut(b.Bytes(), []byte("\n"))
	fmt.Println(string(first), err)
	// Output: regressed: the only figure is worse than at 0123456789ab by more than 2 %. <nil>
}
