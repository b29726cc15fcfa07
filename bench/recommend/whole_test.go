package recommend

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/workloads"
	"github.com/go-foundations/poolbench/workloads/joblog"
)

// TestWhole: of a log of which only stretches are kept, all jobs go through the shared queue,
// and the answer is that of the log that is kept.
func TestWhole(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var text strings.Builder
	text.WriteString("arrival_ns,duration_ns\n")
	at := 0
	for i := range 40_000 {
		took := 1_000_000 + rng.IntN(8_000_000)
		if at += rng.IntN(2_000_000); i == 20_000 {
			at += 1e9
		}
		text.WriteString(strconv.Itoa(at-rng.IntN(3_000_000)) + "," + strconv.Itoa(took) + "\n")
	}
	answer := func(o joblog.Options) (*Result, *workloads.Trace) {
		log, err := joblog.Read(strings.NewReader(text.String()), o)
		if err != nil {
			t.Fatal(err)
		}
		trace := workloads.TraceOf(log)
		target, also, err := ParseTargets("p99=12ms", trace)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Question{Trace: trace, Target: target, Also: also, longest: 1 << 15}.Answer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r, trace
	}
	want, all := answer(joblog.Options{})
	got, kept := answer(joblog.Options{Most: 3200, Whole: 1 << 20})
	if all.All() != 40_000 || kept.All() != 40_000 || kept.Len() > 3200 {
		t.Fatalf("%d and %d jobs, of which %d are kept", all.All(), kept.All(), kept.Len())
	}
	if got.Workers != want.Workers || got.Value != want.Value || got.FirstCome.Value != want.FirstCome.Value || got.FirstCome.HeadRoom != want.FirstCome.HeadRoom || got.Profile.Jobs != 40_000 || got.Profile.P99 != want.Profile.P99 || got.MetIn != want.MetIn {
		t.Errorf("%+v\n%+v", got.Recommendation, want.Recommendation)
	}
	if got.Part == nil || got.Part.Jobs != 100 {
		t.Errorf("part %+v, want one stretch of 100 jobs", got.Part)
	}
}

func TestNth(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		values := make([]float64, 1+rng.IntN(30))
		for i := range values {
			values[i] = float64(rng.IntN(10))
		}
		sorted := slices.Sorted(slices.Values(values))
		if k := rng.IntN(len(values)); nth(values, k) != sorted[k] {
			t.Fatalf("nth(%v, %d) = %v, want %v", values, k, nth(values, k), sorted[k])
		}
	}
}

func BenchmarkNth(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	values, again := make([]float64, 1<<20), make([]float64, 1<<20)
	for i := range values {
		values[i] = rng.ExpFloat64()
	}
	for name, find := range map[string]func(){"select": func() { nth(again, len(again)*99/100) }, "sort": func() { slices.Sort(again) }} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				copy(again, values)
				find()
			}
		})
	}
}

// TestOne: sentences about a single job, and about room that was not searched to its end, are
// so.
func TestOne(t *testing.T) {
	r, err := Question{Trace: workloads.TraceOf(&joblog.Log{Jobs: []joblog.Job{{Service: 1e9}}, Arrivals: true})}.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	said := r.Text()
	for _, want := range []string{"1 job tells little about", "the only job through one queue", "p99 stays within 10 % of what the jobs alone take at 64 times the load; more was not tried"} {
		if !strings.Contains(said, want) {
			t.Errorf("lacks %q:\n%s", want, said)
		}
	}
}
