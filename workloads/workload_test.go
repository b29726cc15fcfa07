package workloads

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func generate(t *testing.T, w Workload, n int, seed uint64) Set {
	t.Helper()
	s, err := w.Generate(n, seed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPresets(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, w := range All() {
		if !name.MatchString(w.Name) || seen[w.Name] || w.Summary == "" {
			t.Errorf("preset %q: bad or repeated name, or no summary", w.Name)
		}
		seen[w.Name] = true
		a, b, c := generate(t, w, 500, 7), generate(t, w, 500, 7), generate(t, w, 500, 8)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: the same seed made other jobs", w.Name)
		}
		if w.Service != nil && reflect.DeepEqual(a.Jobs, c.Jobs) {
			t.Errorf("%s: another seed made the same jobs", w.Name)
		}
		full := generate(t, w, 0, 1)
		if len(full.Jobs) != w.DefaultJobs || len(full.Warnings) != 0 {
			t.Errorf("%s: %d jobs with warnings %v, want %d and none", w.Name, len(full.Jobs), full.Warnings, w.DefaultJobs)
		}
		ww := w.withDefaults()
		// The batch's mean strays by √(SCV/n); sizes of parts add at most 1 to the SCV.
		tol := 5*math.Sqrt((SCV(ww.Service)+1)/float64(w.DefaultJobs)) + 0.01
		if got := float64(full.Realised.Mean) / float64(ww.Mean); math.Abs(got-1) > tol {
			t.Errorf("%s: realised mean is %v of the drawn, want 1 ± %v", w.Name, got, tol)
		}
		workers := max(2, w.DefaultWorkers)
		total, cpu := float64(full.Realised.Total), full.Realised.CPU
		if ideal := time.Duration(max(total*cpu/2, total/float64(workers))); ideal < 10*time.Millisecond || ideal > 250*time.Millisecond {
			t.Errorf("%s: a default batch takes %v, want about 50 ms", w.Name, ideal)
		}
	}
	for _, want := range strings.Fields("uniform skewed bimodal heavy-tail priority-mix cpu-bound io-bound mixed sorted-adversarial tiny-jobs") {
		if !seen[want] {
			t.Errorf("no preset %q", want)
		}
	}
}

func TestUnknownName(t *testing.T) {
	_, err := ByName("skwed")
	var unknown *UnknownError
	if !errors.As(err, &unknown) || unknown.Name != "skwed" || !slices.Contains(unknown.Known, "skewed") {
		t.Errorf("ByName(skwed): %v, want an UnknownError that knows skewed", err)
	}
}

func TestOrders(t *testing.T) {
	base := Workload{Service: Exponential{}, Parts: []Part{{}, {IO: 1, Size: 3}}}
	sizes := func(o Order) (d []time.Duration) {
		w := base
		w.Order = o
		for _, j := range generate(t, w, 1000, 1).Jobs {
			d = append(d, j.Data.Service)
		}
		return d
	}
	random := sizes(Random)
	want := slices.Sorted(slices.Values(random))
	down := slices.Clone(want)
	slices.Reverse(down)
	if slices.IsSorted(random) {
		t.Error("random: sorted")
	}
	if !slices.Equal(sizes(Ascending), want) || !slices.Equal(sizes(Descending), down) {
		t.Error("ascending or descending: not the drawn sizes in that order")
	}
	c := sizes(Clustered)
	breaks := 0
	for i := 1; i < len(c); i++ {
		if c[i] < c[i-1] {
			breaks++
		}
	}
	if breaks == 0 || breaks >= clusters || !slices.Equal(slices.Sorted(slices.Values(c)), want) {
		t.Errorf("clustered: falls %d times, want 1 to %d, with the drawn sizes", breaks, clusters-1)
	}
}

func TestAnOrderMovesWholeJobs(t *testing.T) {
	w := Workload{Service: Exponential{}, Parts: []Part{{}, {IO: 1, Size: 3}}}
	kinds := func(o Order) map[string]int {
		w.Order = o
		m := map[string]int{}
		for _, j := range generate(t, w, 1000, 1).Jobs {
			m[fmt.Sprint(j.Data.Service, j.Data.CPU)]++
		}
		return m
	}
	random := kinds(Random)
	for _, o := range []Order{Ascending, Descending, Clustered} {
		if !reflect.DeepEqual(kinds(o), random) {
			t.Errorf("%v: jobs of other kinds than in random order", o)
		}
	}
}

// Shares of n independent draws stray by at most √(¼/n): 0.5 % here; bursts
// come in 400 blocks, which stray by 1.5 %. The tolerance is over four of each.
func TestMixes(t *testing.T) {
	for _, c := range []struct {
		mix    Mix
		shares []float64
		tol    float64
	}{
		{NoPriority, []float64{1}, 0},
		{EvenMix, []float64{1. / 3, 1. / 3, 1. / 3}, 0.02},
		{Pyramid, []float64{4. / 7, 2. / 7, 1. / 7}, 0.02},
		{Inverted, []float64{1. / 7, 2. / 7, 4. / 7}, 0.02},
		{Bursts, []float64{0.9, 0, 0.1}, 0.06},
		{Correlated, []float64{1. / 3, 1. / 3, 1. / 3}, 0.001},
		{AntiCorrelated, []float64{1. / 3, 1. / 3, 1. / 3}, 0.001},
	} {
		s := generate(t, Workload{Service: Exponential{}, Priority: c.mix}, 20_000, 3)
		got := make([]float64, len(c.shares))
		for _, l := range s.Realised.Priorities {
			got[l.Priority] = l.Share
		}
		for i := range got {
			if math.Abs(got[i]-c.shares[i]) > c.tol {
				t.Errorf("%v: share of priority %d is %v, want %v", c.mix, i, got[i], c.shares[i])
			}
		}
		sign := map[Mix]int{Correlated: 1, AntiCorrelated: -1}[c.mix]
		changes := 0
		for i := 1; i < len(s.Jobs); i++ {
			a, b := s.Jobs[i-1], s.Jobs[i]
			if a.Priority != b.Priority {
				changes++
			}
			if (a.Priority-b.Priority)*sign > 0 && a.Cost < b.Cost {
				t.Fatalf("%v: %v has priority %d, %v has %d", c.mix, a.Cost, a.Priority, b.Cost, b.Priority)
			}
		}
		if c.mix == Bursts && (changes == 0 || changes > 2*len(s.Jobs)/burstLength) {
			t.Errorf("bursts: priority changes %d times, want runs of %d jobs", changes, burstLength)
		}
	}
}

func TestShortWaitsWarn(t *testing.T) {
	w := Workload{Mean: 4 * time.Millisecond, Parts: []Part{{IO: 1}}}
	if s := generate(t, w, 10, 1); len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0], "10 of 10 jobs") {
		t.Errorf("4 ms of waiting: warnings %q, want one", s.Warnings)
	}
	w.Mean = MinWait
	if s := generate(t, w, 10, 1); s.Warnings != nil {
		t.Errorf("5 ms of waiting: warnings %q, want none", s.Warnings)
	}
}

func TestBadWorkloads(t *testing.T) {
	for _, w := range []Workload{
		{Mean: -1}, {Levels: -1}, {Levels: 31}, {Keys: -1}, {Order: 9}, {Priority: 9},
		{Parts: []Part{{IO: 2}}}, {Parts: []Part{{Share: -1}}}, {Parts: []Part{{Kernel: 9}}}, {Parts: make([]Part, 257)},
		{Service: Uniform{Low: 2}}, {Service: Bimodal1(), Mean: math.MaxInt64},
	} {
		if _, err := w.Generate(100, 1); err == nil {
			t.Errorf("Generate of %+v: no error", w)
		}
	}
	if _, err := (Workload{}).Generate(-1, 1); err == nil {
		t.Error("Generate(-1): no error")
	}
}

func ExampleWorkload_Generate() {
	w, err := ByName("fixed")
	if err != nil {
		fmt.Println(err)
		return
	}
	w.Mean = 50 * time.Microsecond
	w.Priority, w.Levels = Correlated, 2
	set, err := w.Generate(100, 1)
	fmt.Println(set.Realised, err)
	// Output: 100 jobs, mean 50.0 µs, SCV 0, min 50.0 µs, max 50.0 µs, CPU 100 %, IO 0 %, priority 0: 50.0 % 1: 50.0 % <nil>
}

// TestFixedOf: "fixed:TIME" are equal jobs of that time, about 80 ms of them, and a time
// that makes no sense is an error that names it.
func TestFixedOf(t *testing.T) {
	for name, jobs := range map[string]int{"fixed:250ns": 200_000, "fixed:1ms": 100, "fixed:2µs": 40_000, "fixed:2us": 40_000} {
		w, err := ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		set, err := w.Generate(0, 1)
		if err != nil || set.Realised.Jobs != jobs || set.Realised.SCV != 0 || set.Realised.Mean != w.Mean || w.Name != strings.Replace(name, "us", "µs", 1) {
			t.Errorf("%s: %s, %v, error %v, want %d jobs", name, w.Name, set.Realised, err, jobs)
		}
	}
	for _, name := range []string{"fixed:", "fixed:3", "fixed:-1ms", "fixed:0s", "fixed:200h"} {
		if _, err := ByName(name); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestComputed: what jobs compute is a whole number of steps.
func TestComputed(t *testing.T) {
	w, _ := ByName("fixed:10ns")
	set, err := w.Generate(100, 1)
	if err != nil {
		t.Fatal(err)
	}
	cal := Calibration{Hash: 3, Walk: 1, Alloc: 1, File: 1}
	if got := cal.Computed(set.Jobs); got != 9 {
		t.Errorf("10 ns of steps of 3 ns compute %v, want 9ns", got)
	}
	if set.Jobs[0].Data.Iterations != 0 {
		t.Error("Computed changed the jobs")
	}
	if got := cal.Computed(nil); got != 0 {
		t.Errorf("no jobs compute %v", got)
	}
}
