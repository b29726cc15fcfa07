package recommend

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// frees are the times at which workers are free.
type frees []time.Duration

func (f frees) Len() int           { return len(f) }
func (f frees) Less(i, j int) bool { return f[i] < f[j] }
func (f frees) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *frees) Push(x any)        { *f = append(*f, x.(time.Duration)) }
func (f *frees) Pop() any {
	last := (*f)[len(*f)-1]
	*f = (*f)[:len(*f)-1]
	return last
}

// replayed is the q-quantile, by nearest rank over all jobs, of the times from arrival to
// completion behind one first-come queue: written from the definition, and nothing of it
// shared with what it judges.
func replayed(arrivals, services []time.Duration, workers int, q float64) time.Duration {
	free := new(frees)
	for range workers {
		heap.Push(free, time.Duration(0))
	}
	var sojourns []time.Duration
	for i, at := range arrivals {
		end := max(at, heap.Pop(free).(time.Duration)) + services[i]
		heap.Push(free, end)
		sojourns = append(sojourns, end-at)
	}
	slices.Sort(sojourns)
	return sojourns[int(math.Ceil(q*float64(len(sojourns))-1e-9))-1]
}

// randomLog returns the trace of a log with ties, bursts and long jobs.
func randomLog(t testing.TB, seed uint64, jobs int) *workloads.Trace {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 17))
	load := 1 + 20*rng.Float64()
	burst := rng.IntN(3) == 0
	var b strings.Builder
	b.WriteString("duration_ms,arrival_ms\n")
	at := 0.0
	for i := range jobs {
		if !burst || i%50 == 0 {
			at += 1000 * rng.ExpFloat64() / load * map[bool]float64{false: 1, true: 50}[burst]
		}
		took := 1000 * rng.ExpFloat64()
		if rng.IntN(100) == 0 {
			took *= 20
		}
		fmt.Fprintf(&b, "%d,%d\n", int(took), int(at))
	}
	trace, err := workloads.ReadTrace(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return trace
}

// evenLog returns the trace of 1000 jobs of 100 ms, one every 30 ms.
func evenLog(t testing.TB) *workloads.Trace {
	t.Helper()
	var b strings.Builder
	b.WriteString("duration_ms,arrival_ms\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "100,%d\n", 30*i)
	}
	trace, err := workloads.ReadTrace(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return trace
}

// sharedQueue is the contender that a first-come queue stands for.
func sharedQueue(t testing.TB) []bench.Contender {
	t.Helper()
	all := bench.Strategies()
	i := slices.IndexFunc(all, func(c bench.Contender) bool { return c.Name() == Obvious })
	if i < 0 {
		t.Fatal("no shared queue")
	}
	return all[i : i+1]
}

// TestFewestWorkers: the fewest workers of the shared queue, and the p99 that they have, are
// exactly those of an independent replay of all jobs; and so is what the engine does in
// virtual time with these counts. No fewer than are busy on average are recommended.
func TestFewestWorkers(t *testing.T) {
	for seed := range uint64(6) {
		trace := randomLog(t, seed, 1000)
		arrivals, services := trace.Times()
		end := time.Duration(0)
		for i := range arrivals {
			end = max(end, arrivals[i]+services[i])
		}
		busy := int(math.Ceil(trace.Work() / end.Seconds()))
		alone := replayed(arrivals, services, 2000, 0.99)
		for _, slack := range []float64{1, 1.2, 3} {
			limit := time.Duration(float64(alone) * slack)
			want := busy
			for replayed(arrivals, services, want, 0.99) > limit {
				want++
			}
			q := Question{
				Trace: trace, Contenders: sharedQueue(t),
				Target: verdict.Target{Metric: "sojourn-p99", Limit: limit.Seconds()},
			}
			r, err := q.Answer(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			f := r.FirstCome
			if f.Workers != want || r.Workers != want || !r.Met {
				t.Errorf("log %d within %v: %d workers (%d recommended), want %d", seed, limit, f.Workers, r.Workers, want)
				continue
			}
			if p99 := replayed(arrivals, services, want, 0.99).Seconds(); f.Value != p99 || r.Value != p99 {
				t.Errorf("log %d within %v: p99 %v, and %v in virtual time, want %v s", seed, limit, f.Value, r.Value, p99)
			}
			if f.Lo > want || f.Hi < want || f.Lo < 1 {
				t.Errorf("log %d within %v: %d workers, between %d and %d", seed, limit, want, f.Lo, f.Hi)
			}
			for _, o := range r.Options {
				if p99 := replayed(arrivals, services, o.Workers, 0.99).Seconds(); o.Obvious == nil || *o.Obvious != p99 {
					t.Errorf("log %d: %d workers: %+v, want %v s", seed, o.Workers, o, p99)
				}
				if o.Workers < busy {
					t.Errorf("log %d: %d workers were tried, and %d are busy", seed, o.Workers, busy)
				}
			}
		}
	}
}

// TestUnattainable: a target below what the jobs themselves take is missed with any number
// of workers, and that is said.
func TestUnattainable(t *testing.T) {
	q := Question{
		Trace: evenLog(t), Contenders: sharedQueue(t),
		Target: verdict.Target{Metric: "sojourn-p99", Limit: 0.099},
	}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Met || r.FirstCome.Workers != 0 || r.FirstCome.Least != 0.1 || !strings.Contains(r.Text(), "no number of workers keeps p99 within 99 ms, as the jobs alone take 100 ms.") {
		t.Errorf("%+v\n%s", r.FirstCome, r.Text())
	}
}

// TestLoads: how many workers more load wants, and how much more the recommended carry.
// Jobs of 100 ms that come every 30 ms want ten workers at three times the load; four have
// room for a third of a job's time less between arrivals: 25 ms.
func TestLoads(t *testing.T) {
	q := Question{
		Trace: evenLog(t), Contenders: sharedQueue(t), Loads: []float64{1, 3},
		Target: verdict.Target{Metric: "sojourn-p99", Limit: 0.100},
		Also:   []verdict.Target{{Metric: "wait-p50", Limit: 1}, {Metric: "sojourn-max", Limit: 0.1}},
	}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if f := r.FirstCome; r.Workers != 4 || f.Workers != 4 || fmt.Sprint(f.Loads) != "[{1 4} {3 10}]" || f.HeadRoom < 1.18 || f.HeadRoom > 1.2 {
		t.Errorf("%d workers: %+v", r.Workers, f)
	}
	if !strings.Contains(r.Text(), "\nhead room: the target holds up to ") {
		t.Error(r.Text())
	}
	free := q
	free.Target, free.Also = verdict.Target{}, nil
	if r, err = free.Answer(t.Context()); err != nil || !strings.Contains(r.Text(), "\nhead room: p99 stays within 10 % of what the jobs alone take up to ") || strings.Contains(r.Text(), "the target") {
		t.Errorf("%v\n%s", err, r.Text())
	}
	// A second target that asks for more decides.
	q.Target.Limit = 10
	q.Also = []verdict.Target{{Metric: "sojourn-max", Limit: 0.1}}
	if r, err = q.Answer(t.Context()); err != nil || r.Workers != 4 || r.FirstCome.Workers != 4 {
		t.Errorf("%v, %+v", err, r)
	}
	q.Also = []verdict.Target{{Metric: "sojourn-max", Limit: 0.01}}
	if r, err = q.Answer(t.Context()); err != nil || r.Met {
		t.Errorf("%v, %+v", err, r)
	}
}

// TestYield: what is best in the whole and not in the parts makes room for the obvious, if
// that meets the target, too, with as many workers as it takes.
func TestYield(t *testing.T) {
	run := &record.Run{}
	for workers, values := range map[int]map[string]float64{2: {Obvious: 9, "other": 2}, 3: {Obvious: 2, "other": 1}} {
		for name, v := range values {
			run.Trials = append(run.Trials, record.Trial{Round: 1, Strategy: name, Workload: logName, Workers: workers, Metrics: map[string]float64{"sojourn-p99": v}})
		}
	}
	for _, k := range []struct {
		limit   float64
		yields  bool
		name    string
		workers int
	}{{3, true, Obvious, 3}, {1.5, false, "other", 3}} {
		target := verdict.Target{Metric: "sojourn-p99", Obvious: Obvious, Limit: k.limit}
		r := &Result{}
		r.Recommendation, _ = verdict.Recommend(run, target)
		if r.Strategy != "other" {
			t.Fatalf("%+v", r.Recommendation)
		}
		if r.yield(run, target, "it is not better in most stretches") != k.yields || r.Strategy != k.name || r.Workers != k.workers || len(r.Options) != 2 {
			t.Errorf("within %v: %+v", k.limit, r.Recommendation)
		}
		if told := strings.Contains(r.Text(), "other looks better overall (with 2 workers), but it is not better in most stretches."); told != k.yields {
			t.Error(r.Text())
		}
	}
}

// TestLongLog: of a log that is too long for every strategy the shared queue is simulated
// on all jobs, and the others on the busiest part.
func TestLongLog(t *testing.T) {
	trace := randomLog(t, 3, 5000)
	arrivals, services := trace.Times()
	limit := 2 * replayed(arrivals, services, 5000, 0.99)
	q := Question{longest: 1000, Trace: trace, Contenders: sharedQueue(t), Target: verdict.Target{Metric: "sojourn-p99", Limit: limit.Seconds()}}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, fewer := replayed(arrivals, services, r.Workers, 0.99), replayed(arrivals, services, r.Workers-1, 0.99)
	if !r.Met || r.Part == nil || r.Part.Jobs != 1000 || got.Seconds() != r.Value || got > limit || fewer <= limit && r.Workers > int(math.Ceil(r.FirstCome.Busy)) {
		t.Errorf("%d workers have %v, and one fewer %v, within %v: %+v", r.Workers, got, fewer, limit, r)
	}
	if !strings.Contains(r.Text(), "ran on the busiest 1000 jobs only") {
		t.Error(r.Text())
	}
}

// TestAffordable: a long log is simulated on fewer numbers of workers, and on the fewest
// that keep the target in any case.
func TestAffordable(t *testing.T) {
	for jobs, want := range map[int]string{
		1000: "[4 21 22 23 44]", mostSimulated / 5: "[4 21 22 23 44]", mostSimulated/5 + 1: "[21 22]", mostSimulated/2 + 1: "[22]", 2 * mostSimulated: "[22]",
	} {
		if got := fmt.Sprint(affordable([]int{4, 21, 22, 23, 44}, 22, jobs)); got != want {
			t.Errorf("%d jobs: %s, want %s", jobs, got, want)
		}
	}
	if got := affordable([]int{9}, 0, 2*mostSimulated); len(got) != 1 { // no number keeps the target
		t.Errorf("%v, want 9", got)
	}
}
