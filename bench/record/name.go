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

// parseName takes a benchmark name, without "Benchmark", apart. It reports
// false for benchmarks that are not of one contender. Of the trial that it
// returns it sets what is in the name.
//
// Package testing appends "-GOMAXPROCS" to names, which is dropped: workers is
// the last part, and its value is a number without a sign.
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
			digits, _, _ := strings.Cut(value, "-")
			t.Workers, _ = strconv.Atoi(digits)
		}
	}
	return t, t.Workload != "" && t.Strategy != "" && t.Workers > 0
}
