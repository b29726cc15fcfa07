package recommend

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
	"github.com/go-foundations/poolbench/workloads/joblog"
)

// Logs that are not part of this repository: go test -run TestSamples -log 'FILES'
var ownLogs = flag.String("log", "", "also hold what is recommended for these `FILES` to a replay")

// sampleOptions settle how to read the samples of joblog that can be read in two ways.
var sampleOptions = map[string]joblog.Options{
	"var-noheader.csv":        {Names: []string{"id", "arrival", "duration"}},
	"var-dur_ms_nameless.csv": {Columns: map[string]string{"duration": "elapsed:1ms"}},
}

// TestSamples: on every sample of a log, and on one as bursty as Azure's code trace, the
// fewest workers and the p99 are exactly those of an independent replay, for several
// targets: within 10 % of the best by default.
func TestSamples(t *testing.T) {
	files, err := filepath.Glob("../../workloads/joblog/testdata/*-*")
	if err != nil || len(files) < 47 {
		t.Fatalf("%d samples, want 47: %v", len(files), err)
	}
	files = append(files, "sample.csv")
	if *ownLogs != "" {
		more, err := filepath.Glob(*ownLogs)
		if err != nil || len(more) == 0 {
			t.Fatalf("-log %s: %d files, %v", *ownLogs, len(more), err)
		}
		files = append(files, more...)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		log, err := joblog.Read(f, sampleOptions[filepath.Base(name)])
		f.Close()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		holdToReplay(t, name, workloads.TraceOf(log))
	}
	log, err := joblog.Read(strings.NewReader(tokens(2000)), joblog.Options{})
	if err != nil || !strings.HasPrefix(log.Understood.Format, "azure-llm") {
		t.Fatal(log, err)
	}
	holdToReplay(t, "tokens", workloads.TraceOf(log))
}

// tokens is a log in the format of Azure's LLM traces, most of whose requests come in bursts.
func tokens(jobs int) string {
	rng := rand.New(rand.NewPCG(20, 23))
	at := time.Date(2023, 11, 16, 18, 17, 3, 0, time.UTC)
	var b strings.Builder
	b.WriteString("TIMESTAMP,ContextTokens,GeneratedTokens\n")
	for range jobs {
		if rng.IntN(100) == 0 {
			at = at.Add(time.Duration(rng.ExpFloat64() * 60e9))
		}
		at = at.Add(time.Duration(rng.ExpFloat64() * 50e6))
		fmt.Fprintf(&b, "%s,%d,%d\n", at.Format("2006-01-02 15:04:05.0000000"), rng.IntN(4000), 1+int(math.Exp(2.5+1.2*rng.NormFloat64())))
	}
	return b.String()
}

// holdToReplay compares what is recommended for a log to an independent replay.
func holdToReplay(t *testing.T, name string, trace *workloads.Trace) {
	t.Helper()
	arrivals, services := trace.Times()
	end := time.Duration(0)
	for i := range arrivals {
		end = max(end, arrivals[i]+services[i])
	}
	busy := max(1, int(math.Ceil(trace.Work()/end.Seconds()-1e-9)))
	alone := replayed(arrivals, services, len(arrivals), 0.99)
	for _, slack := range []float64{0, 1, 1.5, 4} {
		limit := alone.Seconds() * slack
		q := Question{Trace: trace, Contenders: sharedQueue(t), Target: verdict.Target{Metric: "sojourn-p99", Limit: limit}}
		if slack == 0 {
			q.Target = verdict.Target{}
			limit = alone.Seconds() * 1.1
		}
		want := busy
		for replayed(arrivals, services, want, 0.99).Seconds() > limit {
			want++
		}
		r, err := q.Answer(t.Context())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		p99 := replayed(arrivals, services, want, 0.99).Seconds()
		if f := r.FirstCome; !r.Met || r.Workers != want || r.Value != p99 || f.Workers != want || f.Value != p99 || r.Strategy != Obvious {
			t.Errorf("%s within %vs: %s with %d workers, p99 %v (%d workers, p99 %v), want %d and %v", name, limit, r.Strategy, r.Workers, r.Value, f.Workers, f.Value, want, p99)
		}
	}
}

// TestFewJobs: fewer jobs than a p99 wants have one all the same, with a word on what it is
// worth; and no other strategy is recommended for what one job gains.
func TestFewJobs(t *testing.T) {
	f, err := os.Open("../../workloads/joblog/testdata/var-semi.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	log, err := joblog.Read(f, joblog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	q := Question{Trace: workloads.TraceOf(log), Workers: []int{3}, Confirm: time.Hour}
	q.Target = verdict.Target{Metric: "sojourn-p99", Limit: 12, Obvious: Obvious}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// Work stealing takes 8.994 s: 3 % less.
	if !r.Met || r.Workers != 3 || r.Strategy != Obvious || r.Wants != 441 || r.Rejected == nil || r.Value != r.FirstCome.Value || r.Confirmation.Skipped == "" {
		t.Errorf("%+v", r)
	}
	for _, s := range []string{"p99 9.29 s, within 12 s", "but 48 jobs are too few to tell them apart", "48 jobs tell little about the p99 of others: that takes 441.", "the slowest job spends 88 % of the time", "not confirmed: 48 jobs are too few for a p99"} {
		if !strings.Contains(r.Text(), s) {
			t.Errorf("lacks %q:\n%s", s, r.Text())
		}
	}
	one, err := workloads.ReadTrace(strings.NewReader("arrival,duration\n7,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	q = Question{Trace: one}
	if r, err := q.Answer(t.Context()); err != nil || r.Workers != 1 || r.Value != 1 {
		t.Errorf("one job: %+v, %v", r, err)
	}
}
