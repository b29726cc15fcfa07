package metrics

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// at returns a job by its instants, in seconds.
func at(released, started, completed float64, priority int) Job {
	s := func(x float64) time.Duration { return time.Duration(x * float64(time.Second)) }
	return Job{Released: s(released), Started: s(started), Completed: s(completed), Service: s(completed - started), Priority: priority}
}

func hold(t *testing.T, got, want map[string]float64) {
	t.Helper()
	for name, w := range want {
		if g, ok := got[name]; !ok || math.Abs(g-w) > 1e-12 {
			t.Errorf("%s = %v (there: %v), want %v", name, g, ok, w)
		}
	}
}

// TestMeasureBatch holds the metrics to a batch that can be reckoned by hand: two
// workers, jobs of 3, 1 and 2 s.
//
//	worker 0: 0–3
//	worker 1: 0–1, 1–3
func TestMeasureBatch(t *testing.T) {
	o := Observation{Jobs: JobsOf([]Job{at(0, 0, 3, 0), at(0, 0, 1, 0), at(0, 1, 3, 0)}), Workers: 2, Steals: -1}
	got, classes := Measure(o)
	want := map[string]float64{
		"makespan": 3, "throughput": 1, "efficiency": 1, "sojourn-max": 3,
		"wait-mean": 1.0 / 3, "overhead": 0,
	}
	hold(t, got, want)
	if len(got) != len(want) || classes != nil {
		t.Errorf("measure of 3 jobs: %v, %v, want no percentile of so few, and no classes", got, classes)
	}
	o.Full, o.Busy, o.Steals = true, []time.Duration{3, 3}, 1
	got, _ = Measure(o)
	hold(t, got, want)
	hold(t, got, map[string]float64{"utilisation": 1, "imbalance": 0, "steals": 1.0 / 3, "idle-backlogged": 0, "slowdown-max": 1.5, "slowdown-mean": (1 + 1 + 1.5) / 3})
}

// TestMeasureStream: one worker, four jobs, two priorities.
//
//	released 0 0 1 9; the last of priority 1 and the third, the others 0
//	0–2 job 0, 2–5 job 1 (job 2 waits since 1: an inversion for 3 s), 5–6 job 2, 9–10 job 3
func TestMeasureStream(t *testing.T) {
	jobs := []Job{at(9, 9, 10, 1), at(0, 0, 2, 0), at(1, 5, 6, 1), at(0, 2, 5, 0)}
	got, classes := Measure(Observation{Jobs: JobsOf(jobs), Workers: 1, Steals: -1, Stream: true, Busy: []time.Duration{7}})
	hold(t, got, map[string]float64{
		"throughput": 0.4, "utilisation": 0.7, "imbalance": 0, "idle-backlogged": 0,
		"wait-mean": 6.0 / 4, "wait-max": 4, "sojourn-mean": (1 + 2 + 5 + 5.0) / 4, "sojourn-max": 5,
		"slowdown-max": 5, "inversions": 1.0 / 4, "inversion-time": 3.0 / 4,
		// Mean slowdowns: priority 1 (1+5)/2 = 3, priority 0 (1+5/3)/2 = 4/3.
		"fairness": (3 + 4.0/3) * (3 + 4.0/3) / (2 * (9 + 16.0/9)),
	})
	for _, name := range []string{"makespan", "efficiency", "overhead", "steals"} {
		if _, ok := got[name]; ok {
			t.Errorf("a stream has the metric %s", name)
		}
	}
	if len(classes) != 2 || classes[0].Priority != 1 || classes[0].Jobs != 2 {
		t.Fatalf("classes %+v, want priorities 1 and 0", classes)
	}
	hold(t, classes[0].Metrics, map[string]float64{"wait-max": 4, "wait-mean": 2, "sojourn-mean": 3, "slowdown-max": 5})
	hold(t, classes[1].Metrics, map[string]float64{"wait-max": 2, "wait-mean": 1})
}

// TestEfficiencyOfLongJob: one job longer than the others together is all that
// any strategy can do.
func TestEfficiencyOfLongJob(t *testing.T) {
	got, _ := Measure(Observation{Jobs: JobsOf([]Job{at(0, 0, 10, 0), at(0, 0, 1, 0)}), Workers: 2, Steals: -1})
	hold(t, got, map[string]float64{"efficiency": 1, "overhead": (2*10.0 - 11) / 2})
}

// TestEfficiencyOfCores: two jobs on two workers and one core take as long as
// both compute.
func TestEfficiencyOfCores(t *testing.T) {
	jobs := []Job{at(0, 0, 1, 0), at(0, 0, 2, 0)}
	for i := range jobs {
		jobs[i].Service, jobs[i].CPU = time.Second, time.Second
	}
	got, _ := Measure(Observation{Jobs: JobsOf(jobs), Workers: 2, Cores: 1, Steals: -1})
	hold(t, got, map[string]float64{"efficiency": 1})
}

// TestWarmUp: jobs released first have no metrics of their own, but hold others
// up.
func TestWarmUp(t *testing.T) {
	jobs := []Job{at(2, 8, 9, 1), at(0, 0, 5, 0), at(1, 5, 8, 0)}
	got, classes := Measure(Observation{Jobs: JobsOf(jobs), Workers: 1, Steals: -1, Stream: true, WarmUp: 2})
	hold(t, got, map[string]float64{"wait-mean": 6, "sojourn-mean": 7, "utilisation": 1, "idle-backlogged": 0})
	if classes != nil {
		t.Errorf("classes %v of jobs of one priority", classes)
	}
	jobs = append(jobs, at(3, 9, 10, 0))
	got, _ = Measure(Observation{Jobs: JobsOf(jobs), Workers: 1, Steals: -1, Stream: true, WarmUp: 2})
	hold(t, got, map[string]float64{"inversions": 0, "inversion-time": 3.0 / 2}) // the one overtaken counts, the overtaker does not
}

// TestPercentilesNeedJobs: a percentile is there from its number of jobs on.
func TestPercentilesNeedJobs(t *testing.T) {
	for _, p := range record.Percentiles() {
		for _, n := range []int{p.Jobs - 1, p.Jobs} {
			jobs := make([]Job, n)
			for i := range jobs {
				jobs[i] = at(0, 0, float64(i+1), 0)
			}
			m, _ := Measure(Observation{Jobs: JobsOf(jobs), Workers: 1, Steals: -1})
			got, ok := m["sojourn-"+p.Name]
			if ok != (n >= p.Jobs) {
				t.Errorf("%d jobs: %s there: %v, want %v", n, p.Name, ok, !ok)
			}
			if want := math.Ceil(p.Quantile * float64(n)); ok && got != want {
				t.Errorf("%d jobs: %s = %v s, want %v s", n, p.Name, got, want)
			}
		}
	}
}

func TestQuantile(t *testing.T) {
	sorted := []time.Duration{1, 2, 3, 4}
	for _, c := range []struct {
		q    float64
		want time.Duration
	}{{0, 1}, {0.25, 1}, {0.26, 2}, {0.5, 2}, {0.75, 3}, {0.99, 4}, {1, 4}} {
		if got := Quantile(sorted, c.q); got != c.want {
			t.Errorf("Quantile(%v, %v) = %v, want %v", sorted, c.q, got, c.want)
		}
	}
}

func TestImbalance(t *testing.T) {
	for _, tt := range []struct {
		busy []time.Duration
		want float64
	}{{[]time.Duration{2, 2}, 0}, {[]time.Duration{4, 0}, 1}, {[]time.Duration{3, 1, 2, 2}, 0.5}, {[]time.Duration{0, 0}, 0}} {
		if got := imbalance(tt.busy); got != tt.want {
			t.Errorf("imbalance(%v) = %v, want %v", tt.busy, got, tt.want)
		}
	}
}

// wild returns jobs at few instants, so that many coincide.
func wild(r *rand.Rand) []Job {
	jobs := make([]Job, 1+r.IntN(30))
	for i := range jobs {
		j := &jobs[i]
		j.Released = time.Duration(r.IntN(20))
		j.Started = j.Released + time.Duration(r.IntN(6))
		j.Service = time.Duration(r.IntN(5))
		j.Completed = j.Started + j.Service
		j.Priority = r.IntN(4)
	}
	slices.SortStableFunc(jobs, func(a, b Job) int { return cmp.Compare(a.Released, b.Released) })
	return jobs
}

// TestInversionsAgainstTheDefinition counts them job by job.
func TestInversionsAgainstTheDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 3000 {
		jobs := wild(r)
		from := r.IntN(len(jobs))
		count, sum := 0, time.Duration(0)
		for i := from; i < len(jobs); i++ {
			inverted, first := false, time.Duration(math.MaxInt64)
			for k := range jobs {
				me, other := &jobs[i], &jobs[k]
				inverted = inverted || other.Priority > me.Priority && other.Released < me.Started && me.Started < other.Started
				if other.Priority < me.Priority && me.Released < other.Started && other.Started < me.Started {
					first = min(first, other.Started)
				}
			}
			if inverted {
				count++
			}
			if first < jobs[i].Started {
				sum += jobs[i].Started - first
			}
		}
		n := float64(len(jobs) - from)
		perJob, waited := inversions(jobs, from)
		if want := float64(count) / n; perJob != want {
			t.Fatalf("%+v from %d: %v inversions a job, want %v", jobs, from, perJob, want)
		}
		if want := sum.Seconds() / n; waited != want {
			t.Fatalf("%+v from %d: inversions for %v s a job, want %v", jobs, from, waited, want)
		}
	}
}

// TestIdleBackloggedAgainstTheDefinition looks at every nanosecond.
func TestIdleBackloggedAgainstTheDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 2000 {
		jobs, workers := wild(r), 1+r.IntN(5)
		all := JobsOf(jobs)
		first, last, lost := jobs[0].Released, time.Duration(0), 0
		for _, j := range jobs {
			last = max(last, j.Completed)
		}
		for now := first; now < last; now++ {
			waiting, busy := 0, 0
			for _, j := range jobs {
				if j.Released <= now && now < j.Started {
					waiting++
				}
				if j.Started <= now && now < j.Completed {
					busy++
				}
			}
			lost += min(max(0, workers-busy), waiting)
		}
		want := 0.0
		if last > first {
			want = float64(lost) / (float64(workers) * float64(last-first))
		}
		if got := idleBacklogged(&all, workers, nil); got != want {
			t.Fatalf("%+v with %d workers: %v, want %v", jobs, workers, got, want)
		}
	}
}

// TestOrderOfJobsDoesNotMatter shuffles them, and they stay shuffled.
func TestOrderOfJobsDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 200 {
		jobs := wild(r)
		o := Observation{Jobs: JobsOf(jobs), Workers: 2, Steals: 1, Stream: true}
		want, wantClasses := Measure(o)
		r.Shuffle(len(jobs), func(a, b int) { jobs[a], jobs[b] = jobs[b], jobs[a] })
		o.Jobs = JobsOf(jobs)
		got, gotClasses := Measure(o)
		if !slices.Equal(o.Jobs.all(), jobs) {
			t.Fatal("Measure changed the observation")
		}
		for name, w := range want {
			if math.Abs(got[name]-w) > 1e-9*math.Abs(w) {
				t.Fatalf("%s = %v, shuffled %v", name, w, got[name])
			}
		}
		if len(got) != len(want) || len(gotClasses) != len(wantClasses) {
			t.Fatalf("%d metrics, %d classes, shuffled %d, %d", len(want), len(wantClasses), len(got), len(gotClasses))
		}
	}
}

func BenchmarkMeasure(b *testing.B) {
	r := rand.New(rand.NewPCG(4, 4))
	jobs := make([]Job, 1_000_000)
	for i := range jobs {
		started := time.Duration(i + r.IntN(1000))
		jobs[i] = Job{Released: time.Duration(i), Started: started, Completed: started + 50, Service: 50, Priority: r.IntN(3)}
	}
	for b.Loop() {
		Measure(Observation{Jobs: JobsOf(jobs), Workers: 4, Steals: 0, Stream: true, WarmUp: len(jobs) / 10})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(jobs)), "ns/job")
}
