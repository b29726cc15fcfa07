package host

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/shirou/gopsutil/v3/cpu"
	gohost "github.com/shirou/gopsutil/v3/host"
	"github.com/shirou/gopsutil/v3/load"
	"github.com/shirou/gopsutil/v3/mem"

	"github.com/go-foundations/poolbench/bench/record"
)

// A Watch knows the machine and how much of it other programs take, from
// NewWatch to Facts. It is not safe for concurrent use.
type Watch struct {
	facts    record.Host
	times    *cpu.TimesStat
	pressure float64 // seconds
	transfer transferRange
}

// NewWatch reads the facts about the machine. What cannot be read stays unknown.
func NewWatch() *Watch {
	h := &Watch{facts: record.Host{
		LogicalCPUs: runtime.NumCPU(),
		GOMAXPROCS:  runtime.GOMAXPROCS(0),
		OS:          runtime.GOOS,
		Arch:        runtime.GOARCH,
		GoVersion:   runtime.Version(),
	}}
	if info, err := cpu.Info(); err == nil && len(info) > 0 {
		h.facts.CPU = info[0].ModelName
	}
	if n, err := cpu.Counts(false); err == nil {
		h.facts.Cores = n
	}
	if m, err := mem.VirtualMemory(); err == nil {
		h.facts.Memory = m.Total
	}
	if v, err := gohost.KernelVersion(); err == nil {
		h.facts.Kernel = v
	}
	if avg, err := load.Avg(); err == nil {
		h.facts.Load = &avg.Load1
	}
	h.times = cpuTimes()
	h.pressure, _ = cpuPressure()
	return h
}

func cpuTimes() *cpu.TimesStat {
	if t, err := cpu.Times(false); err == nil && len(t) > 0 {
		return &t[0]
	}
	return nil
}

// cpuPressure returns for how many seconds since boot some task was ready and had no
// CPU (Linux pressure stall information).
func cpuPressure() (seconds float64, ok bool) {
	text, err := os.ReadFile("/proc/pressure/cpu")
	if err != nil {
		return 0, false
	}
	var avg10, avg60, avg300, total float64
	line, _, _ := strings.Cut(string(text), "\n")
	if _, err := fmt.Sscanf(line, "some avg10=%f avg60=%f avg300=%f total=%f", &avg10, &avg60, &avg300, &total); err != nil {
		return 0, false
	}
	return total / 1e6, true
}

// Probe measures once more how long a cache line takes from one processor to another, see
// [Transfer]. A comparison probes before its first round and after each.
func (h *Watch) Probe() { h.transfer.probe(Transfer) }

// Facts returns what is known, with what other programs and guests took in the elapsed
// seconds since NewWatch.
func (h *Watch) Facts(elapsed float64) record.Host {
	facts := h.facts
	if now := cpuTimes(); now != nil && h.times != nil {
		steal := now.Steal - h.times.Steal
		all := busy(now) + now.Idle + now.Iowait - busy(h.times) - h.times.Idle - h.times.Iowait
		if all > 0 {
			share := max(0, steal/all)
			facts.Steal = &share
		}
	}
	if now, ok := cpuPressure(); ok && elapsed > 0 {
		share := min(1, max(0, (now-h.pressure)/elapsed))
		facts.Pressure = &share
	}
	facts.TransferLeast, facts.TransferMost = h.transfer.facts()
	return facts
}

func busy(t *cpu.TimesStat) float64 {
	// Guest time is counted in User already.
	return t.User + t.System + t.Nice + t.Irq + t.Softirq + t.Steal
}
