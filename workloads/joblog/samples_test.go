package joblog

import (
	"cmp"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// refused are the samples that can be read in two ways, and what settles them.
var refused = map[string]struct {
	flag string
	o    Options
}{
	"var-noheader.csv":        {"--columns", Options{Names: []string{"id", "arrival", "duration"}}},
	"var-dur_ms_nameless.csv": {"--duration", Options{Columns: map[string]string{"duration": "elapsed:1ms"}}},
}

// rounded are the samples whose tools round: by how much at most, and others start later
// than they submit, which does not matter.
var rounded = map[string]struct{ arrival, duration time.Duration }{
	"fmt-ab-g.tsv":          {time.Second, time.Millisecond},
	"fmt-azure_llm2024.csv": {0, 20 * time.Millisecond},
	"fmt-burstgpt.csv":      {time.Second, 20 * time.Millisecond},
	"fmt-mooncake.jsonl":    {0, 20 * time.Millisecond},
	"fmt-gh_runs.json":      {time.Second, time.Second},
	"fmt-nginx_access.log":  {time.Second, 0},
	"fmt-k6.csv":            {time.Second, 0},
	"fmt-sacct.txt":         {time.Second, time.Second},
	"fmt-envoy.log":         {0, time.Millisecond},
	"var-apache_t.csv":      {time.Second, 0},
	"var-slash_date.csv":    {time.Second, 0},
}

// readFile reads a sample.
func readFile(t *testing.T, name string, o Options) (*Log, error) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return Read(f, o)
}

// truth is what all samples hold.
func truth(t *testing.T) []Job {
	t.Helper()
	log, err := readFile(t, "TRUTH.csv", Options{Columns: map[string]string{"arrival": "arrival_s", "duration": "duration_s"}})
	if err != nil || len(log.Jobs) != 48 {
		t.Fatal(log, err)
	}
	return log.Jobs
}

// sampleFiles returns the names of the samples.
func sampleFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"fmt-*", "var-*"} {
		found, err := filepath.Glob(filepath.Join("testdata", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			files = append(files, filepath.Base(path))
		}
	}
	if len(files) != 47 {
		t.Errorf("%d samples, want 47", len(files))
	}
	return files
}

// TestSamples: the same jobs are read from what each tool writes, or it is said what
// settles how to read them. Times are compared from the first arrival on, and jobs that
// arrive at one rounded time are in any order.
func TestSamples(t *testing.T) {
	want := truth(t)
	for _, name := range sampleFiles(t) {
		r, asks := refused[name]
		log, err := readFile(t, name, r.o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if asks {
			if _, err := readFile(t, name, Options{}); err == nil || !strings.Contains(err.Error(), r.flag) {
				t.Errorf("%s: %v, want an error with %s", name, err, r.flag)
			}
		}
		off := rounded[name]
		want := want
		if name == "fmt-k6.csv" {
			want = firstToEnd(want, 12) // that is where the sample ends
		}
		sameJobs(t, name, log, want, off.arrival, off.duration)
	}
}

// firstToEnd returns the first n jobs to complete, in the order of arrival.
func firstToEnd(jobs []Job, n int) []Job {
	jobs = slices.Clone(jobs)
	slices.SortStableFunc(jobs, func(a, b Job) int { return cmp.Compare(a.Arrival+a.Service, b.Arrival+b.Service) })
	jobs = jobs[:n]
	slices.SortStableFunc(jobs, func(a, b Job) int { return cmp.Compare(a.Arrival, b.Arrival) })
	return jobs
}

// sameJobs holds jobs to others, but for how a tool rounds and a microsecond.
func sameJobs(t *testing.T, name string, log *Log, want []Job, arrival, service time.Duration) {
	t.Helper()
	const exact = time.Microsecond
	if len(log.Jobs) != len(want) || !log.Arrivals || log.Bad != nil {
		t.Errorf("%s: %d jobs, arrivals %v, bad %v; %+v", name, len(log.Jobs), log.Arrivals, log.Bad, log.Understood)
		return
	}
	var gotTimes, wantTimes []time.Duration
	for i := range want {
		if d := log.Jobs[i].Arrival - want[i].Arrival; d.Abs() > arrival+exact && (arrival == 0 || d.Abs() > 2*arrival) {
			t.Errorf("%s: job %d arrives at %v, want %v", name, i, log.Jobs[i].Arrival, want[i].Arrival)
			return
		}
		gotTimes, wantTimes = append(gotTimes, log.Jobs[i].Service), append(wantTimes, want[i].Service)
	}
	if arrival > 0 {
		slices.Sort(gotTimes)
		slices.Sort(wantTimes)
	}
	for i := range wantTimes {
		if math.Abs(float64(gotTimes[i]-wantTimes[i])) > float64(service+exact) {
			// Two arrive at the same time.
			if i > 0 && want[i].Arrival == want[i-1].Arrival || i+1 < len(want) && want[i].Arrival == want[i+1].Arrival {
				continue
			}
			t.Errorf("%s: job %d takes %v, want %v", name, i, gotTimes[i], wantTimes[i])
			return
		}
	}
}
