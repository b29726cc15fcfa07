package plan

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

func preset(t *testing.T, name string) workloads.Workload {
	t.Helper()
	w, err := workloads.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// virtualPlans cover batches, streams and few cores: equal jobs, whose instants
// coincide, and others.
func virtualPlans(t *testing.T) map[string]*Plan {
	all := []workloads.Workload{preset(t, "fixed"), preset(t, "priority-mix"), preset(t, "tiny-jobs"), preset(t, "mixed")}
	base := Plan{Workloads: all, Workers: []int{3, 16}, Jobs: 200, Seed: 11, Virtual: true}
	if testing.Short() {
		base.Jobs = 50
	}
	stream := base
	stream.Arrivals, stream.Loads = workloads.Poisson{}, []float64{0.5, 0.95}
	even := base
	even.Arrivals, even.Loads = workloads.Gamma{Even: true}, []float64{0.8} // coincides with the ends of equal jobs
	once := base
	once.Arrivals = workloads.AtOnce{}
	cores := stream
	cores.Cores = 2
	return map[string]*Plan{"batch": &base, "stream": &stream, "even": &even, "at once": &once, "cores": &cores}
}

// sameTrials runs a round in virtual time with contenders of its own, and returns
// the trials in an order that does not depend on chance.
func sameTrials(t *testing.T, p *Plan, procs int) []record.Trial {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
	q := *p
	for _, c := range trial.Strategies() {
		if !p.stream() || trial.CanStream(c) == nil {
			q.Contenders = append(q.Contenders, c)
		}
	}
	out := trials(t, &q, 1)
	slices.SortFunc(out, func(a, b record.Trial) int { return cmp.Compare(a.Position, b.Position) })
	for _, tr := range out {
		if tr.Error != "" {
			t.Errorf("%s on %s with %d workers: %s", tr.Strategy, tr.Workload, tr.Workers, tr.Error)
		}
	}
	return out
}

// TestVirtualTimeRepeats: the same seed gives the same figures, to the last bit,
// in two runs and with one processor or two.
func TestVirtualTimeRepeats(t *testing.T) {
	for name, p := range virtualPlans(t) {
		t.Run(name, func(t *testing.T) {
			want := sameTrials(t, p, 1)
			for _, procs := range []int{1, 2, 2} {
				for i, got := range sameTrials(t, p, procs) {
					if !reflect.DeepEqual(got, want[i]) {
						t.Errorf("%s on %s with %d workers at load %g and GOMAXPROCS %d:\n%v\nwant what it was the first time, with 1:\n%v",
							got.Strategy, got.Workload, got.Workers, got.Load, procs, got, want[i])
					}
				}
			}
		})
	}
}

// TestImpatient: a search among jobs that take too long by themselves warns.
func TestImpatient(t *testing.T) {
	for name, want := range map[string]bool{"skewed": true, "exponential": false} {
		p := &Plan{Workloads: []workloads.Workload{preset(t, name)}, Virtual: true, Search: true, Arrivals: workloads.Poisson{}}
		w, err := p.Describe(p.Workloads[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := len(w.Warnings) > 0; got != want {
			t.Errorf("%s: warnings %q, want any: %v", name, w.Warnings, want)
		}
	}
}

// spins is a strategy whose workers never find anything and never stop looking,
// until the test ends it.
type spins struct {
	pool.FIFO
	end *atomic.Bool
}

func (spins) Name() string { return "spins" }

func (s spins) NewQueue(setup pool.Setup) (pool.Queue, error) {
	q, err := s.FIFO.NewQueue(setup)
	return spinning{q, q.(pool.Loader), s.end}, err
}

type spinning struct {
	pool.Queue
	pool.Loader
	end *atomic.Bool
}

func (s spinning) Pop(int, []int) int {
	for !s.end.Load() {
	}
	return 0
}

// TestStallEndsTheRound: a strategy that spins is named within the patience, its
// trial has the error, and nobody runs beside it.
func TestStallEndsTheRound(t *testing.T) {
	s := spins{end: new(atomic.Bool)}
	defer s.end.Store(true)
	p := &Plan{Contenders: []trial.Contender{trial.Discipline(s)}, Workloads: []workloads.Workload{preset(t, "fixed"), preset(t, "skewed")}, Workers: []int{2}, Jobs: 10, Virtual: true, Patience: 50 * time.Millisecond}
	var out []record.Trial
	err := p.Round(t.Context(), 1, func(tr record.Trial) error { out = append(out, tr); return nil })
	if !errors.Is(err, virtual.ErrStalled) || !bytes.Contains([]byte(err.Error()), []byte(`strategy "spins"`)) {
		t.Errorf("Round: error %v, want ErrStalled that names the strategy", err)
	}
	if len(out) != 1 || out[0].Strategy != "spins" || out[0].Error == "" {
		t.Errorf("trials %+v, want one, failed", out)
	}
}

// TestVirtualEnds: jobs that would take longer than there is virtual time are refused; the
// runtime's clock would overflow.
func TestVirtualEnds(t *testing.T) {
	for hours, want := range map[int]string{2000: "", 3000: "years of work or more, and virtual time ends after 250"} {
		trace, err := workloads.ReadTrace(strings.NewReader("duration\n" + strings.Repeat(fmt.Sprintf("%dh\n", hours), 1000)))
		if err != nil {
			t.Fatal(err)
		}
		p := Plan{Contenders: []trial.Contender{trial.Discipline(strategies.SharedQueue{})}, Workers: []int{1}, Virtual: true,
			Workloads: []workloads.Workload{{Name: "long", Trace: trace, Parts: []workloads.Part{{IO: 1}}}}}
		err = p.Round(t.Context(), 1, func(record.Trial) error { return nil })
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("1000 jobs of %d hours: %v, want %q", hours, err, want)
		}
	}
}

// TestVirtualEndsCold: what cold workers may pay counts, too.
func TestVirtualEndsCold(t *testing.T) {
	w, err := workloads.ByName("fixed+keys=5+cold=1h")
	if err != nil {
		t.Fatal(err)
	}
	p := Plan{Contenders: []trial.Contender{trial.Discipline(strategies.SharedQueue{})}, Workers: []int{1}, Virtual: true,
		Workloads: []workloads.Workload{w}, Jobs: 2_500_000}
	err = p.Round(t.Context(), 1, func(record.Trial) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "285 years of work or more") {
		t.Errorf("2.5 million jobs on workers that are cold for an hour: %v", err)
	}
}
