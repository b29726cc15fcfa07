package policy_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/policy"
)

// A repository says in a file what its gate is to let pass.
func ExampleParse() {
	p, err := policy.Parse(policy.FileName, []byte(`
rules:
  - benchmark: ^Parse
    margin: 10%
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	d := p.For(policy.Figure{Package: "example.com/parse", Name: "ParseShort", Unit: "sec/op"})
	fmt.Println(d.Judged, *d.Margin)
	// Output: true 0.1
}
