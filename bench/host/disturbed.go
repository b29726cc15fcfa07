package host

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/record"
)

// Disturbed returns a warning, in full sentences with advice, for each fact about the
// machine that makes measurements doubtful. more is the advice for more data, as in "give the
// run more rounds".
func Disturbed(h record.Host, more string) []string {
	var out []string
	if h.Load != nil && h.LogicalCPUs > 0 && *h.Load > 0.5*float64(h.LogicalCPUs) {
		out = append(out, fmt.Sprintf("the load average was %.1f on %d processors when the run began: something else is using the machine; stop it, or %s", *h.Load, h.LogicalCPUs, more))
	}
	if h.Steal != nil && *h.Steal > 0.02 {
		out = append(out, fmt.Sprintf("the hypervisor took %.1f %% of the processor time: other guests share this machine; paired rounds allow for it, but intervals get wider", 100**h.Steal))
	}
	// Contenders run on as many threads as there are CPUs, which hardly wait for one:
	// a quiet machine shows a few percent.
	if h.Pressure != nil && *h.Pressure > 0.2 {
		out = append(out, fmt.Sprintf("the CPU was contended for %.0f %% of the run: something else was using it; stop it, or %s", 100**h.Pressure, more))
	}
	if least, most := h.TransferLeast, h.TransferMost; least != nil && most != nil && *most > moved**least {
		out = append(out, fmt.Sprintf("a cache line took from %.0f to %.0f ns from one processor to another at different times of the run, as where a hypervisor moves its processors; "+
			"what jobs of a few microseconds or less cost depends on it: compare them within this run, not with another one", 1e9**least, 1e9**most))
	}
	return out
}

// moved is by how much the transfer has to change to be reported. On a virtual machine with
// two processors it was 44, 92 or 237 ns at different times.
const moved = 1.5
