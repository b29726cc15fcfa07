package strategies_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// A scene is jobs that come as Poisson says, each a second of work on average.
type scene struct {
	workers int
	load    float64
	jobs    int
	service func(r *rand.Rand) float64 // seconds; nil: exponential
	keys    func(r *rand.Rand) (key string, factor float64)
	urgent  float64 // share of jobs of priority 1
	within  float64 // deadline, in services of the job; 0: none
	anew    bool    // a second copy of a job takes a time drawn anew
	sliced  bool    // jobs are done in slices of a quarter of a second
	later   float64 // mean time after the arrival before which a job must not start; 0: at once
	batch   bool    // all jobs are there at the start
	cold    float64 // seconds that a job takes more on a worker that has not lately had its key
	keeps   int     // how many keys a worker has had lately
}

// seen is what became of a job, in seconds.
type seen struct {
	wait, sojourn, service float64
	key                    string
	urgent, late, dropped  bool
	worker                 int
	came, earliest         float64 // since the run began
}

func (j seen) began() float64 { return j.came + j.wait }
func (j seen) ended() float64 { return j.came + j.sojourn }

func exponential(r *rand.Rand) float64 { return r.ExpFloat64() }

// longAndShort is one long job among nineteen short ones.
func longAndShort(r *rand.Rand) float64 {
	if r.Float64() < 0.05 {
		return 10.5
	}
	return 0.5
}

// uneven is log-normal with a squared coefficient of variation of 10.
func uneven(r *rand.Rand) float64 {
	spread := math.Log(11)
	return math.Exp(r.NormFloat64()*math.Sqrt(spread) - spread/2)
}

func equal(*rand.Rand) float64 { return 1 }

// run has a strategy do the jobs of the scene, in virtual time.
func (s scene) run(t *testing.T, d pool.Discipline) []seen {
	t.Helper()
	out := make([]seen, s.jobs)
	err := virtual.Run(t.Context(), virtual.Options{Sleepers: s.workers}, func(ctx context.Context, c *virtual.Clock) error {
		r := rand.New(rand.NewPCG(1, 2))
		left, again := make([]time.Duration, s.jobs), make([]time.Duration, s.jobs)
		second := rand.New(rand.NewPCG(3, 4))
		released := make([]time.Time, s.jobs)
		warmth := workloads.NewWarmth(s.workers, s.keeps)
		type own struct{} // key of a context: the worker
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: s.workers, BufferSize: s.jobs, Seed: 1}).WithDiscipline(c.Order(d)).
			WithProcessor(func(ctx context.Context, job pool.Job[int]) (int, error) {
				i := job.Data
				if copy, ok := pool.CopyOf(ctx); ok {
					work := left[i]
					if copy.Second {
						work = again[i]
					}
					select {
					case <-time.After(work):
						return i, nil
					case <-ctx.Done():
						return i, ctx.Err()
					}
				}
				if out[i].wait < 0 {
					out[i].wait = time.Since(released[i]).Seconds()
				}
				work := left[i]
				if key, err := strconv.Atoi(strings.TrimPrefix(job.Key, "key-")); s.cold > 0 && err == nil {
					if warmth.Begin(ctx.Value(own{}).(int), 1+int32(key)) {
						work += time.Duration(s.cold * 1e9)
						left[i] = work
					}
				}
				if s.sliced {
					work = min(work, time.Second/4)
				}
				time.Sleep(work)
				if left[i] -= work; left[i] > 0 {
					return i, pool.Again(0)
				}
				out[i].sojourn = time.Since(released[i]).Seconds()
				out[i].late = s.within > 0 && time.Now().After(job.Deadline)
				return i, nil
			}).WithHandler(func(r pool.Result[int]) {
			i, err := strconv.Atoi(r.JobID)
			switch o := &out[i]; {
			case err != nil:
				t.Errorf("job %q: %v", r.JobID, err)
			case r.Error == nil && r.Worker < 0: // it shares a result
				o.dropped, o.sojourn = true, r.Completed.Sub(released[i]).Seconds()
			case r.Error == nil:
				o.worker, o.wait, o.sojourn = r.Worker, r.Wait.Seconds(), (r.Wait + r.Duration).Seconds()
			case errors.Is(r.Error, pool.ErrDropped):
				o.dropped = true
			}
		})
		if s.cold > 0 {
			p.OnWorker(func(ctx context.Context, worker int) (context.Context, func()) {
				return context.WithValue(ctx, own{}, worker), nil
			})
		}
		if err := p.Start(ctx); err != nil {
			return err
		}
		if s.service == nil {
			s.service = exponential
		}
		began, early := time.Now(), rand.New(rand.NewPCG(5, 6))
		for i := range out {
			if !s.batch {
				time.Sleep(1 + time.Duration(r.ExpFloat64()/s.load/float64(s.workers)*1e9))
			}
			o := &out[i]
			o.wait, o.service = -1, s.service(r)
			o.came = time.Since(began).Seconds()
			job := pool.Job[int]{ID: strconv.Itoa(i), Data: i}
			if s.later > 0 {
				o.earliest = o.came + s.later*early.ExpFloat64()
				job.NotBefore = began.Add(time.Duration(o.earliest * 1e9))
			}
			if s.keys != nil {
				factor := 1.0
				o.key, factor = s.keys(r)
				o.service *= factor
				job.Key = o.key
			}
			if o.urgent = r.Float64() < s.urgent; o.urgent {
				job.Priority = 1
			}
			left[i] = 1 + time.Duration(o.service*1e9)
			if again[i] = left[i]; s.anew {
				again[i] = 1 + time.Duration(s.service(second)*1e9)
			}
			job.Cost = left[i]
			released[i] = time.Now()
			if s.within > 0 {
				job.Deadline = released[i].Add(time.Duration(s.within * float64(left[i])))
			}
			if d.Name() == "predicted-first" {
				job.Cost = 0
			}
			if err := p.Submit(ctx, job); err != nil {
				return err
			}
		}
		return p.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func fewKeys(r *rand.Rand) (string, float64) { return fmt.Sprint("key-", r.IntN(8)), 1 }

func bigAndSmall(r *rand.Rand) (string, float64) {
	if r.Float64() < 0.05 {
		return "small", 1
	}
	return "big", 1
}

func shortAndLongKeys(r *rand.Rand) (string, float64) {
	if r.Float64() < 0.05 {
		return "long", 10.5
	}
	return "short", 0.5
}

func manyKeys(r *rand.Rand) (string, float64) { return fmt.Sprint("key-", r.IntN(40)), 1 }

var (
	one          = scene{workers: 1, load: 0.8, jobs: 4000}
	four         = scene{workers: 4, load: 0.8, jobs: 4000}
	tooMuch      = scene{workers: 4, load: 1.2, jobs: 2000}
	twoClasses   = scene{workers: 4, load: 0.9, jobs: 4000, urgent: 0.2}
	mostlyUrgent = scene{workers: 4, load: 0.9, jobs: 4000, urgent: 0.67}
	skewed       = scene{workers: 1, load: 0.7, jobs: 4000, service: longAndShort, sliced: true}
	even         = scene{workers: 1, load: 0.7, jobs: 4000, service: equal, sliced: true}
	customers    = scene{workers: 4, load: 0.95, jobs: 4000, keys: bigAndSmall}
	kinds        = scene{workers: 1, load: 0.8, jobs: 4000, service: equal, keys: shortAndLongKeys}
	coldHomes    = scene{workers: 4, load: 0.5, jobs: 4000, keys: manyKeys, cold: 1, keeps: 20}
	homes        = scene{workers: 4, load: 0.9, jobs: 4000, keys: manyKeys}
	tries        = scene{workers: 4, load: 0.5, jobs: 4000, service: uneven, anew: true}
	stubborn     = scene{workers: 4, load: 0.5, jobs: 4000, service: uneven}
	few          = scene{workers: 4, load: 0.5, jobs: 4000, keys: fewKeys}
	fewTooMuch   = scene{workers: 4, load: 1.2, jobs: 2000, keys: fewKeys}
	noLoad       = scene{workers: 4, load: 0.2, jobs: 4000}
	unready      = scene{workers: 4, load: 0.5, jobs: 4000, later: 3}
	heap         = scene{workers: 8, jobs: 100, batch: true}
	deadlines    = scene{workers: 4, load: 0.9, jobs: 4000, within: 5}
)

// A row is where a strategy gains over another one, and where it loses.
type row struct {
	d, over       pool.Discipline
	gainsAt       scene
	gains         measure
	instead       pool.Discipline // nil: over
	losesAt       scene
	loses         measure
	where, beyond string // the scenes, in words
}

// which says of strategies where they gain over another one, and where they lose. Jobs are
// done in slices by those that are for that; the others do them as a whole.
var which = []row{
	{ShortestFirst{}, SharedQueue{}, one, meanSojourn, nil, one, longestWait, "1 worker at 80 %", "the same"},
	{ShortestFirst{Aging: 1}, ShortestFirst{}, one, longestWait, nil, one, meanSojourn, "1 worker at 80 %", "the same"},
	{PredictedFirst{}, SharedQueue{}, kinds, meanSlowdown, nil, kinds, longestWait, "1 worker at 82 %, a key of jobs 21 times as long", "the same"},
	{LIFO{}, SharedQueue{}, tooMuch, overTen, nil, four, longestWait, "4 workers at 120 %", "4 workers at 80 %"},
	{CoDel{Target: 5 * time.Second, Interval: 30 * time.Second}, SharedQueue{}, tooMuch, overTen, nil, tooMuch, longestWait, "4 workers at 120 %", "the same"},
	{Deadline{}, SharedQueue{}, deadlines, late, nil, deadlines, longestWait, "4 workers at 90 %, to be complete within 5 times the job", "the same"},
	{Priority{}, SharedQueue{}, twoClasses, waitUrgent, nil, twoClasses, waitOthers, "4 workers at 90 %, a fifth is urgent", "the same"},
	{PriorityWeighted{}, Priority{}, mostlyUrgent, waitOthers, nil, mostlyUrgent, waitUrgent, "4 workers at 90 %, two in three are urgent", "the same"},
	{PriorityAging{}, Priority{}, twoClasses, waitOthers, nil, twoClasses, waitUrgent, "4 workers at 90 %, a fifth is urgent", "the same"},
	{MultiQueue{}, SharedQueue{}, twoClasses, waitUrgent, Priority{}, twoClasses, waitUrgent, "4 workers at 90 %, a fifth is urgent", "the same"},
	{RoundRobinSlices{}, SharedQueue{}, skewed, meanSlowdown, nil, even, meanSojourn, "1 worker at 70 %, one job in twenty 21 times as long", "1 worker at 70 %, equal jobs"},
	{Feedback{}, SharedQueue{}, skewed, meanSlowdown, nil, even, meanSojourn, "1 worker at 70 %, one job in twenty 21 times as long", "1 worker at 70 %, equal jobs"},
	{ShortestRemaining{}, ShortestFirst{}, skewed, meanSlowdown, SharedQueue{}, skewed, longestWait, "1 worker at 70 %, one job in twenty 21 times as long", "the same"},
	{Fair{}, SharedQueue{}, customers, waitSmall, nil, customers, waitBig, "4 workers at 95 %, one job in twenty is the small customer's", "the same"},
	{Affinity{}, SharedQueue{}, homes, moves, nil, homes, longestWait, "4 workers at 90 %, 40 keys", "the same"},
	{Affinity{}, SharedQueue{}, coldHomes, meanSojourn, nil, homes, longestWait, "4 workers at 50 %, 40 keys, a second more for one that is not among the last 20 of the worker", "4 workers at 90 %, 40 keys, nothing more"},
	{PowerOfTwo{}, RoundRobin{}, four, meanWait, SharedQueue{}, four, meanWait, "4 workers at 80 %", "the same"},
	{IdleFirst{}, RoundRobin{}, four, meanWait, SharedQueue{}, four, meanWait, "4 workers at 80 %", "the same"},
	{LeastLoaded{}, PowerOfTwo{}, four, meanWait, ShortestFirst{}, four, meanWait, "4 workers at 80 %", "the same"},
	{Hedge{}, SharedQueue{}, tries, p99Sojourn, nil, stubborn, meanSojourn, "4 workers at 50 %, some jobs take very long, and another try seldom does", "the same, but another try takes as long"},
	{LongestFirst{}, SharedQueue{}, heap, makespan, nil, heap, meanWait, "100 jobs at once on 8 workers", "the same"},
	{new(Adaptive), SharedQueue{}, one, meanSojourn, nil, one, longestWait, "1 worker at 80 %, costs are known", "the same"},
	{Serial{}, SharedQueue{}, few, beside, nil, few, meanWait, "4 workers at 50 %, 8 keys", "the same"},
	{Capped{}, SharedQueue{}, few, besideTwo, nil, few, meanWait, "4 workers at 50 %, 8 keys", "the same"},
	{Coalesce{}, SharedQueue{}, fewTooMuch, waitRan, nil, fewTooMuch, dropped, "4 workers at 120 %, 8 keys", "the same"},
	{Coalesce{Share: true}, SharedQueue{}, fewTooMuch, meanSojourn, nil, fewTooMuch, dropped, "4 workers at 120 %, 8 keys", "the same"},
	{Paced{Rate: 4, Burst: 1}, SharedQueue{}, four, inASecond, nil, four, meanWait, "4 workers at 80 %", "the same"},
	{Delayed{}, SharedQueue{}, unready, early, nil, unready, meanWait, "4 workers at 50 %, no job may start in its first seconds, 3 on average", "the same"},
	{Linger{Size: 10, Wait: 5 * time.Second}, SharedQueue{}, noLoad, anew, nil, noLoad, meanWait, "4 workers at 20 %", "the same"},
	{Bounded{}, RoundRobin{}, four, meanWait, SharedQueue{}, four, meanWait, "4 workers at 80 %", "the same"},
}

// others are strategies that the table does not have. Most of them gain in real time, in what a job
// costs: the guide's table of real time has them. The last are models of what others do.
var others = []string{"chunked", "guided", "factoring", "trapezoid", "shared-queue", "batch", "work-stealing", "round-robin", "load-aware", "prefetch", "poll"}

// TestWhichIsComplete: every strategy of the list has its evidence.
func TestWhichIsComplete(t *testing.T) {
	for _, e := range All() {
		if !slices.Contains(others, e.Name()) && !slices.ContainsFunc(which, func(w row) bool { return w.d.Name() == e.Name() }) {
			t.Errorf("%s: no row", e.Name())
		}
	}
}

const (
	whichBegins = "<!-- table: which -->\n"
	whichEnds   = "<!-- end of table -->\n"
)

// TestWhich holds the table of the guide to what strategies do in virtual time: each gains
// where it says so, and loses where it says so.
func TestWhich(t *testing.T) {
	var b strings.Builder
	b.WriteString("| strategy | over | gains | where | but | against | where |\n|---|---|---|---|---|---|---|\n")
	for _, w := range which {
		instead := w.instead
		if instead == nil {
			instead = w.over
		}
		gain, without := w.gains.of(w.gainsAt.run(t, w.d)), w.gains.of(w.gainsAt.whole().run(t, w.over))
		loss, other := w.loses.of(w.losesAt.run(t, w.d)), w.loses.of(w.losesAt.whole().run(t, instead))
		if gain >= without || loss <= other {
			t.Errorf("%s gains %s %.3g over %.3g of %s, and loses %s %.3g to %.3g of %s: want less, and more",
				w.d.Name(), w.gains.name, gain, without, w.over.Name(), w.loses.name, loss, other, instead.Name())
		}
		fmt.Fprintf(&b, "| %s | %s | %s %s instead of %s | %s | %s %s instead of %s | %s | %s |\n",
			label(w.d), label(w.over), w.gains.name, round(gain), round(without), w.where, w.loses.name, round(loss), round(other), label(instead), w.beyond)
	}
	const path = "GUIDE.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := strings.Cut(string(text), whichBegins)
	is, after, ended := strings.Cut(rest, whichEnds)
	switch {
	case !begun || !ended:
		t.Errorf("%s: no table between %q and %q", path, whichBegins, whichEnds)
	case is == b.String():
	case *update:
		if err := os.WriteFile(path, []byte(before+whichBegins+b.String()+whichEnds+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s has the table\n%swant (go test -update writes it anew)\n%s", path, is, b.String())
	}
}

// round writes a figure with two digits or more.
func round(x float64) string {
	if x >= 10 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.2g", x)
}

// whole is the scene whose jobs are done as a whole.
func (s scene) whole() scene {
	s.sliced = false
	return s
}

// label is the name of a strategy, with what is not its default.
func label(d pool.Discipline) string {
	switch d := d.(type) {
	case ShortestFirst:
		if d.Aging > 0 {
			return fmt.Sprintf("%s, Aging %g", d.Name(), d.Aging)
		}
	case CoDel:
		return fmt.Sprintf("%s, Target %v, Interval %v", d.Name(), d.Target, d.Interval)
	case Coalesce:
		if d.Share {
			return d.Name() + ", Share"
		}
	case Paced:
		return fmt.Sprintf("%s, Rate %g, Burst %d", d.Name(), d.Rate, d.Burst)
	case Linger:
		return fmt.Sprintf("%s, Size %d, Wait %v", d.Name(), d.Size, d.Wait)
	}
	return d.Name()
}
