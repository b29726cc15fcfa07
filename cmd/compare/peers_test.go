package main_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/stats"
)

// reference is the way that the others are compared with: what a pool does if nothing
// is said.
const reference = "shared-queue"

// ofRuns returns the ratio of two ways over runs in turn: the Hodges-Lehmann estimate
// and its interval of 95 %.
func ofRuns(a, b []float64) stats.Estimate {
	var logs []float64
	for i := range min(len(a), len(b)) {
		logs = append(logs, math.Log(a[i]/b[i]))
	}
	return stats.HodgesLehmann(logs, 0.95).Exp()
}

// peerTable has the ways of stored benchmarks whose names begin so, the fastest first.
func peerTable(t *testing.T, prefix string) string {
	names, samples := benchSamples(t, "peers.txt", "sec/job")
	_, allocs := benchSamples(t, "peers.txt", "allocs/op")
	names = slices.DeleteFunc(names, func(n string) bool { return !strings.HasPrefix(n, prefix) })
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(stats.Median(samples[a]), stats.Median(samples[b])) })
	var b strings.Builder
	fmt.Fprintf(&b, "| way | ns a job | × %s | allocations a job | n |\n|---|---|---|---|---|\n", reference)
	for _, n := range names {
		way := strings.TrimPrefix(n, prefix)
		ratio := "1"
		if way != reference {
			e := ofRuns(samples[n], samples[prefix+reference])
			ratio = fmt.Sprintf("%.2f (%.2f–%.2f)", e.Center, e.Lo, e.Hi)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %.2f | %d |\n", way, nanoseconds(samples[n]), ratio, stats.Median(allocs[n])/100_000, len(samples[n]))
	}
	return b.String()
}

// bars are what the pool wants to keep, and the ways that it is held against.
var bars = []struct {
	prefix, peer string
	most         float64
}{
	{"Batch/job=nop/way=", "conc-iter", 1.2}, {"Batch/job=nop/way=", "plain-atomic", 1.2}, {"Batch/job=nop/way=", "pond", 0.4},
	{"Batch/job=nop/way=", "ants", 0.15}, {"Batch/job=nop/way=", "errgroup", 0.15},
	{"Batch/job=1us/way=", "plain-atomic", 1.05}, {"Batch/job=1us/way=", "pond", 0.75}, {"Batch/job=1us/way=", "ants", 0.5}, {"Batch/job=1us/way=", "errgroup", 0.5},
	{"Stream/job=nop/way=", "pond", 0.7},
}

// peerBars says which bars hold: the whole interval on the right side, on the wrong
// one, or neither.
func peerBars(t *testing.T) string {
	_, samples := benchSamples(t, "peers.txt", "sec/job")
	var b strings.Builder
	b.WriteString("| jobs | against | bar | measured | |\n|---|---|---|---|---|\n")
	for _, bar := range bars {
		e := ofRuns(samples[bar.prefix+reference], samples[bar.prefix+bar.peer])
		says := "undecided"
		switch {
		case e.Hi <= bar.most:
			says = "holds"
		case e.Lo > bar.most:
			says = "**missed**"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %.2f× | %.2f× (%.2f–%.2f) | %s |\n", strings.TrimSuffix(bar.prefix, "/way="), bar.peer, bar.most, e.Center, e.Lo, e.Hi, says)
	}
	return b.String()
}

// TestPeersBelowALoop holds what results/peers.md says of jobs of a microsecond: these
// ways are slower than no goroutines at all.
func TestPeersBelowALoop(t *testing.T) {
	_, samples := benchSamples(t, "peers.txt", "sec/job")
	const prefix = "Batch/job=1us/way="
	for _, way := range []string{"ants", "errgroup", "conc", "gammazero"} {
		if e := ofRuns(samples[prefix+way], samples[prefix+"plain-loop"]); e.Lo <= 1 {
			t.Errorf("%s takes %.2f (%.2f–%.2f) of what a loop takes", way, e.Center, e.Lo, e.Hi)
		}
	}
}
