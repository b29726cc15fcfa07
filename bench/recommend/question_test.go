package recommend_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/recommend"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// trace returns n jobs of so long, one of which arrives every gap; without a gap all are
// there at the start.
func trace(t testing.TB, n int, long, gap time.Duration) *workloads.Trace {
	t.Helper()
	var b strings.Builder
	b.WriteString("duration_ns,arrival_ns\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,%d\n", long, time.Duration(i)*gap)
	}
	text := b.String()
	if gap == 0 {
		text = strings.ReplaceAll(strings.ReplaceAll(text, ",arrival_ns", ""), ",0\n", "\n")
	}
	trace, err := workloads.ReadTrace(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return trace
}

// TestAnswer: jobs of 100 ms that come every 30 ms keep 3.3 workers busy; with four of
// them nobody waits, and with three the queue grows.
func TestAnswer(t *testing.T) {
	q := recommend.Question{Trace: trace(t, 4000, 100*time.Millisecond, 30*time.Millisecond), Contenders: bench.Strategies()[:3]}
	for _, target := range []verdict.Target{{}, {Limit: 0.15}} {
		q.Target = target
		r, err := q.Answer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !r.Met || r.Workers != 4 || r.Metric != "sojourn-p99" || r.Obvious != recommend.Obvious || r.Confirmation != nil || r.Profile.Jobs != 4000 {
			t.Errorf("target %+v: %+v", target, r)
		}
		if r.Stretches != 8 || target.Limit > 0 && r.MetIn != 8 {
			t.Errorf("target %+v: %d stretches, met in %d", target, r.Stretches, r.MetIn)
		}
	}
}

// TestHostIsNotSimulated: a strategy that watches the host is no answer, as its simulation
// watches nothing.
func TestHostIsNotSimulated(t *testing.T) {
	var two []bench.Contender
	for _, x := range bench.Strategies() {
		if x.Name() == "load-aware" || x.Name() == "shared-queue" {
			two = append(two, x)
		}
	}
	if len(two) != 2 {
		t.Fatal(two)
	}
	r, err := recommend.Question{Trace: trace(t, 2000, 100*time.Millisecond, 30*time.Millisecond), Contenders: two}.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Simulated {
		if x.Strategy != recommend.Obvious {
			t.Errorf("%+v", x)
		}
	}
}

// TestAnswerConfirms: the best run in real time, in this process, and on whatever the
// question says.
func TestAnswerConfirms(t *testing.T) {
	var told []string
	q := recommend.Question{
		Trace: trace(t, 600, 2*time.Millisecond, 0), Contenders: bench.Strategies()[:2], Workers: []int{64},
		Confirm: 500 * time.Millisecond, Say: func(s string) { told = append(told, s) },
	}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if x := r.Confirmation; x == nil || x.Skipped != "" || x.Rounds < 1 || !x.Wait || len(x.Tried) != 2 || x.Tried[0].Measured <= 0 {
		t.Errorf("%+v", r.Confirmation)
	}
	if len(told) != 1 || !strings.HasPrefix(told[0], "simulating 600 jobs by 2 strategies") {
		t.Errorf("told %q", told)
	}
	broken := errors.New("broken")
	q.Replay = func(_ context.Context, r recommend.Replay) (*record.Run, error) {
		if !r.Wait || r.Workers != 64 || r.Metric != "makespan" || r.Budget != q.Confirm || r.Trace.Len() == 0 || len(r.Contenders) != 2 {
			t.Errorf("%+v", r)
		}
		return nil, broken
	}
	if r, err := q.Answer(t.Context()); !errors.Is(err, broken) || r != nil {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestAnswerEnds: a context that ends leaves what the simulation showed, if it was done.
func TestAnswerEnds(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	q := recommend.Question{
		Trace: trace(t, 600, 2*time.Millisecond, 0), Contenders: bench.Strategies()[:2], Workers: []int{64}, Confirm: time.Minute,
		Replay: func(ctx context.Context, _ recommend.Replay) (*record.Run, error) {
			cancel(cause)
			return nil, ctx.Err()
		},
	}
	r, err := q.Answer(ctx)
	if err != cause || r == nil || r.Workers != 64 || r.Confirmation.Skipped != "interrupted" {
		t.Errorf("while it confirms: %+v, %v", r, err)
	}
	if r, err := q.Answer(ctx); err != cause || r != nil {
		t.Errorf("before it simulates: %+v, %v", r, err)
	}
}

// Which strategy, and how many workers, for jobs that a log has.
func ExampleQuestion() {
	var log strings.Builder
	log.WriteString("arrival,duration\n")
	for i := range 1000 {
		fmt.Fprintf(&log, "%dms,100ms\n", 30*i)
	}
	jobs, err := workloads.ReadTrace(strings.NewReader(log.String()))
	if err != nil {
		panic(err)
	}
	q := recommend.Question{Trace: jobs, Target: verdict.Target{Metric: "sojourn-p99", Limit: 0.150}}
	r, err := q.Answer(context.Background())
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s with %d workers: p99 %.3f s\n", r.Strategy, r.Workers, r.Value)
	// Output:
	// shared-queue with 4 workers: p99 0.100 s
}
