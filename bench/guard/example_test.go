package guard_test

import (
	"context"
	"fmt"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/guard"
)

// Is a benchmark slower than on the main branch? Call main in a module under Git.
func ExampleQuestion() {
	main := func() {
		q := guard.Question{
			Base:     "origin/main",
			Packages: []string{"./..."},
			Options:  gate.Options{Bench: ".", Rounds: 20, Margin: gate.DefaultMargin, Alpha: 0.05},
		}
		answer, err := q.Answer(context.Background())
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, f := range answer.Figures {
			fmt.Println(f.Name, f.Unit, f.Verdict)
		}
	}
	_ = main // it takes minutes
}
