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

// parseName takes a benchmark name, without "Benchmark", apart. It reports
// false for benchmarks that are not of one contender.
//
// Package testing appends "-GOMAXPROCS" to names, which is dropped: workers is
// the last part, and its value is a number without a sign.
func parseName(name string) (workload, strategy string, workers int, ok bool) {
	parts := strings.Split(name, "/")
	for _, part := range parts[1:] {
		key, value, found := strings.Cut(part, "=")
		if !found {
			continue
		}
		switch key {
		case "workload":
			workload, _ = url.PathUnescape(value)
		case "strategy":
			strategy, _ = url.PathUnescape(value)
		case "workers":
			digits, _, _ := strings.Cut(value, "-")
			workers, _ = strconv.Atoi(digits)
		}
	}
	return workload, strategy, workers, workload != "" && strategy != "" && workers > 0
}
