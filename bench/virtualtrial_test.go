package bench

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

var update = flag.Bool("update", false, "write the golden files anew")

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
	for _, c := range Strategies() {
		if !p.stream() || CanStream(c) == nil {
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

// TestVirtualCancel: the end of the context ends a trial, with its cause.
func TestVirtualCancel(t *testing.T) {
	set, err := preset(t, "fixed").Generate(1000, 1)
	if err != nil {
		t.Fatal(err)
	}
	trial := NewTrial(set.Jobs, nil, 2)
	ctx, cancel := context.WithCancelCause(t.Context())
	want := errors.New("enough")
	cancel(want)
	for _, stream := range []bool{false, true} {
		if stream {
			trial.Arrive(make([]time.Duration, 1000), 0)
		}
		if _, err := trial.RunVirtual(ctx, Discipline(pool.FIFO{}), 0); !errors.Is(err, want) {
			t.Errorf("stream %v: error %v, want the cause", stream, err)
		}
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

// byHand is a strategy with a goroutine for each ten jobs, as the examples of
// custom strategies have them: it closes the channel and says that worker 0 did
// it all.
type byHand struct{}

func (byHand) Name() string { return "by-hand" }

func (byHand) Execute(ctx context.Context, config *pool.Config, jobs []pool.Job[int], do pool.Processor[int, uint64], results chan<- pool.Result[uint64]) error {
	var wg sync.WaitGroup
	for len(jobs) > 0 {
		n := min(10, len(jobs))
		batch := jobs[:n]
		jobs = jobs[n:]
		wg.Go(func() {
			for _, job := range batch {
				data, err := do(ctx, job)
				results <- pool.Result[uint64]{JobID: job.ID, Data: data, Error: err}
			}
		})
	}
	wg.Wait()
	close(results)
	return nil
}

// TestByHandInVirtualTime: a strategy written by hand runs there, too. Which of
// its goroutines is first is chance, and two makespans are apart by a factor of
// 2 − 1/W at most.
func TestByHandInVirtualTime(t *testing.T) {
	const workers = 3
	set, err := preset(t, "skewed").Generate(200, 1)
	if err != nil {
		t.Fatal(err)
	}
	var least, most float64
	for i := range 20 {
		m, err := NewTrial(set.Jobs, nil, workers).RunVirtual(t.Context(), Strategy(byHand{}), 0)
		if err != nil {
			t.Fatal(err)
		}
		x := m.Metrics["makespan"]
		if i == 0 || x < least {
			least = x
		}
		most = max(most, x)
	}
	if most > (2-1.0/workers)*least {
		t.Errorf("makespans from %v to %v s, want a factor of %.2f at most", least, most, 2-1.0/workers)
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
	p := &Plan{Contenders: []Contender{Discipline(s)}, Workloads: []workloads.Workload{preset(t, "fixed"), preset(t, "skewed")}, Workers: []int{2}, Jobs: 10, Virtual: true, Patience: 50 * time.Millisecond}
	var out []record.Trial
	err := p.Round(t.Context(), 1, func(tr record.Trial) error { out = append(out, tr); return nil })
	if !errors.Is(err, virtual.ErrStalled) || !bytes.Contains([]byte(err.Error()), []byte(`strategy "spins"`)) {
		t.Errorf("Round: error %v, want ErrStalled that names the strategy", err)
	}
	if len(out) != 1 || out[0].Strategy != "spins" || out[0].Error == "" {
		t.Errorf("trials %+v, want one, failed", out)
	}
}

// TestMakespans holds exact virtual makespans: a change of how a strategy
// schedules shows up here, as a difference.
func TestMakespans(t *testing.T) {
	small := []workloads.Workload{}
	for _, name := range []string{"fixed", "exponential", "skewed", "heavy-tail", "priority-mix", "sorted-adversarial", "tiny-jobs", "io-bound"} {
		small = append(small, preset(t, name))
	}
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "makespan of 100 jobs, ns\tworkers")
	for _, x := range small {
		fmt.Fprintf(w, "\t%s", x.Name)
	}
	fmt.Fprintln(w, "\t")
	for _, e := range strategies.All() {
		for _, workers := range []int{2, 7} {
			fmt.Fprintf(w, "%s\t%d", e.Name(), workers)
			for _, x := range small {
				set, err := x.Generate(100, 1)
				if err != nil {
					t.Fatal(err)
				}
				m, err := NewTrial(set.Jobs, nil, workers).RunVirtual(t.Context(), Discipline(e.New()), 0)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(w, "\t%.0f", m.Metrics["makespan"]*1e9)
			}
			fmt.Fprintln(w, "\t")
		}
	}
	w.Flush()
	golden(t, "makespans.txt", out.Bytes())
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update writes it anew); got:\n%s\nwant:\n%s", path, got, want)
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
		p := Plan{Contenders: []Contender{Discipline(strategies.SharedQueue{})}, Workers: []int{1}, Virtual: true,
			Workloads: []workloads.Workload{{Name: "long", Trace: trace, Parts: []workloads.Part{{IO: 1}}}}}
		err = p.Round(t.Context(), 1, func(record.Trial) error { return nil })
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("1000 jobs of %d hours: %v, want %q", hours, err, want)
		}
	}
}
