package host_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/host"
	"github.com/go-foundations/poolbench/bench/record"
)

// A machine whose hypervisor took a fifth of the time is no place to measure at.
func ExampleDisturbed() {
	stolen := 0.2
	for _, warning := range host.Disturbed(record.Host{LogicalCPUs: 2, GOMAXPROCS: 2, Steal: &stolen}, "give the run more rounds") {
		fmt.Println(warning)
	}
	// Output: the hypervisor took 20.0 % of the processor time: other guests share this machine; paired rounds allow for it, but intervals get wider
}
