package record

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// escapeName makes a part of a benchmark name of any text: "trace:my/jobs.csv"
// becomes "trace:my%2Fjobs.csv". A "/" would start the next part, and a space
// would end the name.
func escapeName(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r <= ' ' || r == '/' || r == '%' || r == '=' || r == 0x7f || r > 0x7f {
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// benchName returns the name of the trial's line.
func (t *Trial) benchName() string {
	load := ""
	if t.Load > 0 {
		load = fmt.Sprintf("/load=%g", t.Load)
	}
	return fmt.Sprintf("BenchmarkExecute/workload=%s/strategy=%s%s/workers=%d",
		escapeName(t.Workload), escapeName(t.Strategy), load, t.Workers)
}

// PerCPU is what benchmarks have for a number of workers where there is one for each
// processor: the name then ends in how many these are, as of the flag -cpu.
const PerCPU = "cpu"

// parseName takes a benchmark name, without "Benchmark", apart. It reports
// false for benchmarks that are not of one contender. Of the trial that it
// returns it sets what is in the name.
//
// Package testing appends "-GOMAXPROCS" to names, unless that is 1. It is dropped where
// workers, the last part, is a number, and is that number where it is [PerCPU].
func parseName(name string) (t Trial, ok bool) {
	parts := strings.Split(name, "/")
	for _, part := range parts[1:] {
		key, value, found := strings.Cut(part, "=")
		if !found {
			continue
		}
		switch key {
		case "workload":
			t.Workload, _ = url.PathUnescape(value)
		case "strategy":
			t.Strategy, _ = url.PathUnescape(value)
		case "load":
			t.Load, _ = strconv.ParseFloat(value, 64)
		case "workers":
			workers, processors, found := strings.Cut(value, "-")
			switch {
			case workers != PerCPU:
			case found:
				workers = processors
			default:
				workers = "1"
			}
			t.Workers, _ = strconv.Atoi(workers)
		}
	}
	return t, t.Workload != "" && t.Strategy != "" && t.Workers > 0
}
