package plan

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/bench/internal/fake"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/pool"
)

// holding notes when it runs and when it is closed.
type holding struct {
	trial.Contender
	log *[]string
	err error
}

func (h holding) Run(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (trial.Report, error) {
	*h.log = append(*h.log, h.Name()+" runs")
	return h.Contender.Run(ctx, workers, jobs, do)
}

func (h holding) Close() error {
	*h.log = append(*h.log, h.Name()+" is closed")
	return h.err
}

// TestCloser: what a contender holds is gone before another one is measured, and a failure to
// let go of it is an error.
func TestCloser(t *testing.T) {
	p := plan()
	p.Workloads, p.Workers = p.Workloads[:1], []int{1}
	var log []string
	for _, name := range []string{"a", "b", "c"} {
		p.Contenders = append(p.Contenders, holding{fake.Loop(name, fake.All), &log, nil})
	}
	p.Contenders = append(p.Contenders, holding{fake.Loop("stuck", fake.All), &log, errors.New("still there")})
	for _, tr := range trials(t, p, 1) {
		if (tr.Error != "") != (tr.Strategy == "stuck") {
			t.Errorf("%s: error %q", tr.Strategy, tr.Error)
		}
	}
	var want []string
	for i, entry := range log {
		if i%3 == 0 {
			name := entry[:len(entry)-len(" runs")]
			want = append(want, entry, entry, name+" is closed") // the warm-up, and the trial
		}
	}
	if len(log) != 12 || !slices.Equal(log, want) {
		t.Errorf("ran and closed\n%q, want\n%q", log, want)
	}
}
