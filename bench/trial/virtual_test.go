package trial

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

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

// TestVirtualCancel: the end of the context ends a trial, with its cause.
func TestVirtualCancel(t *testing.T) {
	set, err := preset(t, "fixed").Generate(1000, 1)
	if err != nil {
		t.Fatal(err)
	}
	trial := New(set.Jobs, nil, 2)
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
		m, err := New(set.Jobs, nil, workers).RunVirtual(t.Context(), Strategy(byHand{}), 0)
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
				m, err := New(set.Jobs, nil, workers).RunVirtual(t.Context(), Discipline(e.New()), 0)
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

// TestEventsAndGoroutines: a trial is the same by events and by goroutines, metrics,
// details and who ran which job.
func TestEventsAndGoroutines(t *testing.T) {
	for _, workload := range []string{"priority-mix", "tiny-jobs", "mixed", "priority-mix+cold=20us:4", "mixed+keys=9+cold=1ms", "priority-mix+slice=7us", "exponential+deadline=3x+priorities=1:2+keys=zipf:1.1:9+cost-error=2x"} {
		set, err := preset(t, workload).Generate(400, 1)
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := preset(t, workload).Draw(400, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, stream := range []bool{false, true} {
			for _, e := range strategies.All() {
				cores := 4
				if strings.Contains(workload, "slice") {
					cores = 0
				}
				if stream && e.Batch || cores == 0 && e.Name() == "hedge" {
					continue
				}
				var got [2]Measured
				var by [2][]int32
				for i := range got {
					trial := NewVirtual(drawn, 5)
					if i == 1 {
						trial = New(set.Jobs, nil, 5)
					}
					trial.Goroutines, trial.Seed = i == 1, 7
					if stream {
						schedule, err := workloads.Schedule(workloads.Poisson{}, 400, float64(set.Realised.Mean)/5/.9, 1)
						if err != nil {
							t.Fatal(err)
						}
						trial.Arrive(schedule, 40)
					}
					got[i], err = trial.RunVirtual(t.Context(), Discipline(e.New()), cores)
					if err != nil {
						t.Fatalf("%s on %s, stream %v: %v", e.Name(), workload, stream, err)
					}
					by[i] = trial.ran.by
				}
				if !reflect.DeepEqual(got[0], got[1]) || !stream && !slices.Equal(by[0], by[1]) {
					t.Errorf("%s on %s, stream %v: by events\n%v\nby goroutines\n%v", e.Name(), workload, stream, got[0], got[1])
				}
			}
		}
	}
}
