package verdict

import "testing"

func TestBetterOf(t *testing.T) {
	declared := map[string]Better{"hits/op": Higher, "wait-ns/op": Higher, "odd/op": "", "lag-sec/op": Higher}
	for unit, want := range map[string]Better{
		"sec/op": Lower, "ns/op": Lower, "p99-sec/op": Lower, "µs": Lower, "sec": Lower, "B/op": Lower, "peak-bytes": Lower, "MB": Lower,
		"allocs/op": Lower, "allocs": Lower, "sec*B/op": Lower,
		"B/s": Higher, "MB/s": Higher, "jobs/s": Higher, "req/sec": Higher, "ops/min": Higher,
		"efficiency": Higher, "imbalance": Lower, "makespan-sec": Lower, "makespan-ns": Lower,
		"hits/op": Higher, "wait-sec/op": Higher, "wait-ns/op": Higher, "lag-ns/op": Higher,
		"steps/op": "", "x": "", "": "", "sec/sec": "", "odd/op": "", "/": "", "Bps": "", "things": "",
	} {
		got, known := BetterOf(unit, declared)
		if got != want || known != (want != "") {
			t.Errorf("BetterOf(%q) = %q, %v; want %q", unit, got, known, want)
		}
	}
	if got, _ := BetterOf("sec/op", map[string]Better{"sec/op": Higher}); got != Higher {
		t.Errorf("BetterOf(sec/op), declared to be better higher, = %q", got)
	}
}
