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
	// nats [prefetch (a whole number) processes (a whole number)]
	// asynq [prefetch (a whole number) processes (a whole number) poll (a duration)]
	// rabbitmq [prefetch (a whole number) processes (a whole number)]
	// river [prefetch (a whole number) processes (a whole number) cooldown (a duration) poll (a duration)]
	// river-sqlite [prefetch (a whole number) processes (a whole number) cooldown (a duration) poll (a duration)]
}
