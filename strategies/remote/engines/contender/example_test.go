package contender_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/strategies/remote/engines/contender"
)

// The engines that the compare command of this module has, and what may follow their names.
func Example() {
	for _, x := range contender.All() {
		fmt.Println(x.Name(), x.(bench.Settable).Settings())
	}
	// Output:
	// nats [inner (a strategy) prefetch (a whole number) processes (a whole number) workers (a whole number)]
	// asynq [inner (a strategy) prefetch (a whole number) processes (a whole number) workers (a whole number) poll (a duration)]
	// rabbitmq [inner (a strategy) prefetch (a whole number) processes (a whole number) workers (a whole number)]
	// river [inner (a strategy) prefetch (a whole number) processes (a whole number) workers (a whole number) cooldown (a duration) poll (a duration)]
	// river-sqlite [inner (a strategy) prefetch (a whole number) processes (a whole number) workers (a whole number) cooldown (a duration) poll (a duration)]
}
