package recommend

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// TestMissed: a target below what the jobs take alone is out of reach of any number of workers,
// and the answer begins with that; it is an answer, and not for want of data.
func TestMissed(t *testing.T) {
	var b strings.Builder
	b.WriteString("duration_ms,arrival_ms,key\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "100,%d,%d\n", 40*i, i%2)
	}
	for _, c := range []struct {
		name, slo string
		counts    []int
		cap       int
		want      string
	}{
		{"alone", "p99=50ms", nil, 0, "no number of workers keeps p99 within 50 ms, as the jobs alone take 100 ms."},
		{"the second", "p99=1s,p50=99ms", nil, 0, "no number of workers keeps p50 within 99 ms, as the jobs alone take 100 ms."},
		{"few workers", "p99=200ms", []int{1}, 0, "no strategy keeps p99 within 200 ms with up to 1 worker; "},
		{"a cap", "p99=150ms", nil, 1, "no number of workers keeps p99 within 150 ms: with 3 workers, which is as many as jobs without limits would keep busy, it is "},
	} {
		q := Question{Trace: traceOf(t, b.String()), Contenders: sharedQueue(t), Workers: c.counts, KeyCap: c.cap}
		var err error
		if q.Target, q.Also, err = ParseTargets(c.slo, q.Trace); err != nil {
			t.Fatal(err)
		}
		r, err := q.Answer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Headline()[0]; !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if err := r.Err(); !errors.Is(err, ErrUnattained) || errors.Is(err, verdict.ErrUndecided) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
