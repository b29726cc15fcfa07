package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/recommend"
)

// jobLog writes a log of jobs that arrive at random and keep about two workers busy.
func jobLog(t *testing.T, header string, row func(i int, at, took float64) string) string {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	var b strings.Builder
	b.WriteString(header + "\n")
	at := 0.0
	for i := range 4000 {
		at += rng.ExpFloat64() * 0.05
		b.WriteString(row(i, at, rng.ExpFloat64()*0.1) + "\n")
	}
	path := filepath.Join(t.TempDir(), "jobs.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRecommend: a strategy, a worker count that keeps the target while one fewer does
// not, and how sure that is.
func TestRecommend(t *testing.T) {
	path := jobLog(t, "when,took_s", func(_ int, at, took float64) string { return fmt.Sprintf("%f,%f", at, took) })
	o := compare(t, "recommend", "--jobs-file", path, "--arrival", "when", "--workers", "1..16", "--slo", "p99=600ms", "--confirm", "0", "--format", "json")
	o.want(t, exitFine)
	var r struct {
		Workers, Stretches int
		MetIn              int `json:"met_in"`
		Met                bool
		Value              float64
		Options            []struct {
			Workers int
			Value   float64
		}
		Notes []string
	}
	if err := json.Unmarshal([]byte(o.stdout), &r); err != nil {
		t.Fatal(err)
	}
	if !r.Met || r.Value > 0.6 || r.Workers < 3 || r.Workers > 6 || r.Stretches != 8 || r.MetIn < 4 || len(r.Notes) != 0 {
		t.Errorf("%+v", r)
	}
	for _, x := range r.Options {
		if x.Workers == r.Workers-1 && x.Value <= 0.6 {
			t.Errorf("%d workers do it, too", x.Workers)
		}
	}
	saved := filepath.Join(t.TempDir(), "trace.csv")
	o = compare(t, "recommend", "--jobs-file", path, "--arrival", "when", "--workers", "2,4,8", "--confirm", "0", "--trace", saved)
	o.want(t, exitFine)
	for _, s := range []string{"more workers would gain less than 10 %", "how sure: ", " workers on average", "--workload 'trace:" + saved + "'", `duration: column "took_s", in seconds`} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("lacks %q:\n%s", s, o.stdout)
		}
	}
	compare(t, "--workload", "trace:"+saved, "--virtual", "--arrivals", "replay", "--strategy", "shared-queue", "--results", t.TempDir()).want(t, exitFine)
	// Without a file of its own, the command tells how to read the log.
	o = compare(t, "recommend", "--jobs-file", path, "--arrival", "when", "--workers", "4", "--confirm", "0")
	o.want(t, exitFine)
	if told := "--workload 'trace:" + path + "?arrival=when'"; !strings.Contains(o.stdout, told) {
		t.Errorf("lacks %q:\n%s", told, o.stdout)
	}
	compare(t, "--workload", "trace:"+path+"?arrival=when", "--virtual", "--arrivals", "replay", "--strategy", "shared-queue", "--results", t.TempDir()).want(t, exitFine)
	o = compare(t, "recommend", "--jobs-file", path, "--arrival", "when", "--workers", "1,2", "--slo", "p99=1ms")
	o.want(t, exitInconclusive)
	if got := last(o.stdout); !strings.HasPrefix(got, "no number of workers keeps p99 within 1 ms, as the jobs alone take ") || strings.Contains(o.stderr, "inconclusive") {
		t.Errorf("%s\n%s", o.stdout, o.stderr)
	}
	o = compare(t, "recommend", "--jobs-file", path, "--arrival", "when", "--workers", "1,2", "--slo", "p99=600ms")
	o.want(t, exitInconclusive)
	if !strings.Contains(o.stdout, "no strategy keeps p99 within 600 ms with up to 2 workers") || !strings.Contains(o.stderr, "the target is not reached") {
		t.Errorf("%s\n%s", o.stdout, o.stderr)
	}
}

// last returns the answer that is in the last lines: the first of them.
func last(stdout string) string {
	return stdout[strings.LastIndex(stdout, "\n\n")+2:]
}

// TestRecommendBatch: without arrivals the jobs come at once, and bad rows are told.
func TestRecommendBatch(t *testing.T) {
	path := jobLog(t, "duration,priority", func(i int, _, took float64) string {
		if i == 7 {
			return "what,1"
		}
		return fmt.Sprintf("%f,%d", took, i%3)
	})
	o := compare(t, "recommend", "--jobs-file", path, "--workers", "1..8", "--slo", "makespan=100s", "--confirm", "100ms")
	o.want(t, exitFine)
	for _, s := range []string{": makespan ", "within 1m40s", "note: left out: 1 bad row: line 9", "classes: priority 2: 33.3 %", "in real time: not confirmed: jobs arrive too slowly to confirm within 100 ms; it takes --confirm "} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("lacks %q:\n%s", s, o.stdout)
		}
	}
	compare(t, "recommend", "--jobs-file", path, "--strict").wantRefused(t, "1 bad row: line 9")
	for _, k := range []struct{ args, want string }{
		{"recommend", "want a log of jobs"},
		{"recommend nowhere.csv", `file "nowhere.csv": no such file`},
		{"recommend FILE x", `argument "x": want one log and flags`},
		{"recommend x --jobs-file FILE", `argument "x": want one log and flags`},
		{"recommend --jobs-file nowhere.csv", `file "nowhere.csv": no such file`},
		{"recommend --jobs-file FILE --slo p99", `--slo "p99": want`},
		{"recommend --jobs-file FILE --slo p42=1s", `--slo "p42=1s": want`},
		{"recommend --jobs-file FILE --workers 9..3", `--workers "9..3": want FIRST..LAST`},
		{"recommend --jobs-file FILE --log azur-llm", `log "azur-llm": unknown; did you mean "azure-llm"?`},
		{"recommend --jobs-file FILE --confirm -1s", "--confirm -1s: want a time"},
		{"recommend --jobs-file FILE --sample 9", "--sample 9: want at least 441 jobs"},
		{"recommend --jobs-file FILE --dates today", `--dates "today": want dmy or mdy`},
		{"recommend --jobs-file FILE --decimal x", `--decimal "x": want a dot or a comma`},
		{"recommend --jobs-file FILE --zone Nowhere", `--zone "Nowhere": want a name such as Europe/Berlin`},
		{"recommend --jobs-file FILE --format xml", `format "xml": unknown`},
		{"recommend --jobs-file FILE --duration nothing", `duration "nothing": there is no such column`},
	} {
		args := strings.Fields(k.args)
		if i := slices.Index(args, "FILE"); i > 0 {
			args[i] = path
		}
		compare(t, args...).wantRefused(t, k.want)
	}
}

// TestRecommendConfirms: the best few run in real time, beside what was simulated.
func TestRecommendConfirms(t *testing.T) {
	path := jobLog(t, "duration_us", func(i int, _, _ float64) string { return fmt.Sprint(2000 + i%2000) })
	o := compare(t, "recommend", "--jobs-file", path, "--workers", "64", "--confirm", "2s", "--format", "json")
	o.want(t, exitFine)
	var r struct {
		Strategy     string
		Confirmation struct {
			Jobs, Rounds int
			Faster       float64
			Tried        []struct {
				Strategy            string
				Simulated, Measured float64
			}
		}
	}
	if err := json.Unmarshal([]byte(o.stdout), &r); err != nil {
		t.Fatal(err)
	}
	x := r.Confirmation
	if x.Jobs < recommend.FewestJobs || x.Jobs >= 4000 || x.Rounds < 1 || x.Faster != 1 || len(x.Tried) < 3 {
		t.Fatalf("%+v", x)
	}
	found := false
	for _, tried := range x.Tried {
		found = found || tried.Strategy == r.Strategy
		if tried.Simulated <= 0 || tried.Measured < tried.Simulated/3 {
			t.Errorf("%+v", tried)
		}
	}
	if !found {
		t.Errorf("%s was not tried: %+v", r.Strategy, x.Tried)
	}
	// Jobs that are too short to be waited for compute, if there are processors for that.
	short := jobLog(t, "duration_us", func(i int, _, _ float64) string { return fmt.Sprint(i % 20) })
	o = compare(t, "recommend", "--jobs-file", short, "--workers", "1", "--confirm", "1s")
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, " first jobs, computing, at the original speed") || strings.Contains(o.stdout, "Timers") || strings.Contains(o.stdout, "--io") {
		t.Errorf("%s", o.stdout)
	}
	o = compare(t, "recommend", "--jobs-file", short, "--workers", "5000", "--confirm", "1s")
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, "not confirmed: jobs this short cannot be timed by sleeping, and 5000 workers that compute need as many processors") {
		t.Errorf("%s", o.stdout)
	}
}

// TestRecommendInterrupted: what the simulation showed is told when Ctrl-C comes while the
// best few run in real time.
func TestRecommendInterrupted(t *testing.T) {
	path := jobLog(t, "duration_us", func(i int, _, _ float64) string { return fmt.Sprint(2000 + i%2000) })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var stdout bytes.Buffer
	stderr := &trigger{text: "round 1 of", f: cancel}
	code := Run(ctx, Env{Args: []string{"recommend", "--jobs-file", path, "--workers", "64"}, Stdout: &stdout, Stderr: stderr, Prefix: []string{roundFlag, ""}})
	if code != exitInconclusive || !strings.Contains(stdout.String(), "with 64 workers: makespan") || !strings.Contains(stdout.String(), "in real time: not confirmed: interrupted") {
		t.Errorf("exit code %d:\n%s\n%s", code, stdout.String(), stderr)
	}
}

// TestRecommendCoarse: where times are rounded, the answer has that beside it, and arrivals are
// not called bursty for it.
func TestRecommendCoarse(t *testing.T) {
	path := jobLog(t, "arrival,duration_s", func(_ int, at, took float64) string { return fmt.Sprintf("%.0f,%f", at, took) })
	o := compare(t, "recommend", path, "--confirm", "0", "--workers", "3,4")
	o.want(t, exitFine)
	const caveat = "times are in whole seconds: arrivals may be a second off, so waits of that order mean nothing"
	if !strings.HasPrefix(last(o.stdout), "warning: "+caveat+"\nshared-queue with ") || strings.Count(o.stdout, caveat) != 1 {
		t.Errorf("%s", o.stdout)
	}
	if !strings.Contains(o.stdout, ", in whole seconds, so whether in bursts nobody knows: SCV of gaps ") {
		t.Errorf("%s", o.stdout)
	}
	o = compare(t, "recommend", path, "--confirm", "0", "--workers", "3,4", "--format", "markdown")
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, "\n- "+caveat+"\n") || strings.Count(o.stdout, caveat) != 1 {
		t.Errorf("%s", o.stdout)
	}
}

// TestReplayed: jobs that are confirmed are called by the name of their log, and run under any.
func TestReplayed(t *testing.T) {
	for log, want := range map[string]string{"/var/log/svc.csv": "svc.csv", "-": "stdin", "a,b?c=d.jsonl": "a_b_c_d.jsonl"} {
		if got := replayed(log); got != want {
			t.Errorf("%s: %q, want %q", log, got, want)
		}
	}
}

// TestRecommendStrategy: those that are named are simulated, with settings, beside the obvious
// one.
func TestRecommendStrategy(t *testing.T) {
	path := jobLog(t, "arrival_s,duration_s", func(_ int, at, took float64) string { return fmt.Sprintf("%f,%f", at, took) })
	o := compare(t, "recommend", path, "--strategy", "lifo,bounded:4", "--workers", "3,4", "--confirm", "0", "--format", "csv")
	o.want(t, exitFine)
	got := make(map[string]bool)
	for line := range strings.Lines(o.stdout) {
		name, _, _ := strings.Cut(line, ",")
		got[name] = true
	}
	for _, name := range []string{"shared-queue", "lifo", "bounded:4"} {
		if !got[name] {
			t.Errorf("%s was not simulated:\n%s", name, o.stdout)
		}
	}
	if got["work-stealing"] {
		t.Errorf("work-stealing was simulated:\n%s", o.stdout)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--strategy", "fifoo"}, `strategy "fifoo": unknown`},
		{[]string{"--strategy", "bounded:x"}, `is no setting of bounded`},
		{[]string{"--strategy", "lifo", "--key-cap", "2", "--key", "arrival_s"}, "with caps on keys or slots only shared-queue is simulated"},
	} {
		o := compare(t, append([]string{"recommend", path, "--confirm", "0"}, c.args...)...)
		if o.code == exitFine || !strings.Contains(o.stderr, c.want) || strings.Count(strings.TrimSpace(o.stderr), "\n") > 0 {
			t.Errorf("%q: exit code %d, %q, want %q", c.args, o.code, o.stderr, c.want)
		}
	}
}

// TestRecommendFewLong: logs that are too short for an index of dispersion or longer than
// 2^53 ns (104 days) have an answer, as JSON too.
func TestRecommendFewLong(t *testing.T) {
	for name, gap := range map[string]int{"few": 1, "long": 105 * 24 * 3600 / 500} {
		var b strings.Builder
		b.WriteString("arrival,duration\n")
		for i := range 501 {
			fmt.Fprintf(&b, "%d,0.5\n", i*gap)
		}
		file := filepath.Join(t.TempDir(), "jobs.csv")
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		o := compare(t, "recommend", "--jobs-file", file, "--confirm", "0", "--workers", "1,2", "--format", "json")
		o.want(t, exitFine)
		if !json.Valid([]byte(o.stdout)) || !strings.Contains(o.stdout, `"dispersion": null`) {
			t.Errorf("%s: %s", name, o.stdout)
		}
	}
}

// TestRecommendLoads: a log from standard input, at another load, with several targets; and
// what other loads would want.
func TestRecommendLoads(t *testing.T) {
	var b strings.Builder
	b.WriteString("arrival_ms,duration_ms,who,cores\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "%d,100,me,2\n", 60*i)
	}
	args := func(more ...string) []string {
		return append([]string{"recommend", "--jobs-file", "-", "--confirm", "0", "--format", "json"}, more...)
	}
	for _, k := range []struct {
		args    []string
		workers int
		exit    int
		says    string
	}{
		{args("--slo", "p99=100ms"), 2, exitFine, ""},
		{args("--slo", "p99=100ms", "--scale", "2x"), 4, exitFine, "give --trace FILE"},
		{args("--slo", "p99=10s,wait-max=1ms", "--scale", "2"), 4, exitFine, ""},
		{args("--slo", "p99=100ms", "--what-if", "load=1..3"), 2, exitFine, `"workers": 5`},
		{args("--slo", "p99=100ms", "--cost", "2", "--cold-start", "1s"), 2, exitFine, `"month": 2920`},
		{args("--slo", "p99=100ms", "--key", "who", "--key-cap", "1"), 2, exitInconclusive, `"met": false`},
		{args("--slo", "p99=100ms", "--slots", "cores"), 4, exitFine, `"most_running": 4`},
		{args("--slo", "p99=99ms"), 2, exitInconclusive, `"met": false`},
		{args("--slo", "p99=100ms", "--workers", "1"), 1, exitInconclusive, `"met": false`},
	} {
		var stdout, stderr bytes.Buffer
		code := Run(t.Context(), Env{Args: k.args, Stdin: strings.NewReader(b.String()), Stdout: &stdout, Stderr: &stderr})
		var r struct{ Workers int }
		if err := json.Unmarshal(stdout.Bytes(), &r); err != nil || code != k.exit || r.Workers != k.workers || !strings.Contains(stdout.String(), k.says) {
			t.Errorf("%q: exit code %d, %d workers, want %d and %q: %v\n%s%s", k.args, code, r.Workers, k.workers, k.says, err, stdout.String(), stderr.String())
		}
	}
	path := jobLog(t, "duration", func(i int, _, took float64) string { return fmt.Sprint(took) })
	for _, k := range []struct{ args, want string }{
		{"--cost -1", `--cost -1: want a number`},
		{"--cost NaN", `--cost NaN: want a number`},
		{"--cold-start -1s", `--cold-start -1s: want a time`},
		{"--key-cap -1", `--key-cap -1: want at least 1`},
		{"--scale 2y", `--scale "2y": want a factor`},
		{"--scale NaN", `--scale "NaN": want a factor`},
		{"--scale 2x", `requires arrivals, and this log has none`},
		{"--what-if work=2", `--what-if "work=2": want factors`},
		{"--what-if load=2..1", `--what-if "load=2..1": want factors`},
		{"--what-if load=2", `requires arrivals, and this log has none`},
		{"--slo p99=1s,max=2s", `several targets require arrivals`},
		{"--slo p99=1s,p99=2s", `has sojourn-p99 twice`},
		{"--slo p99=1s,p77=2s", `--slo "p77=2s": want`},
	} {
		compare(t, append([]string{"recommend", "--jobs-file", path}, strings.Fields(k.args)...)...).wantRefused(t, k.want)
	}
}

// TestRecommendCloser: the command that looks closer ends soon: it replays in virtual time
// what would take long.
func TestRecommendCloser(t *testing.T) {
	for gap, virtual := range map[int]bool{8: false, 1000: true} {
		var b strings.Builder
		b.WriteString("arrival_ms,duration_ms\n")
		for i := range 500 {
			fmt.Fprintf(&b, "%d,20\n", gap*i)
		}
		path := filepath.Join(t.TempDir(), "jobs.csv")
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		o := compare(t, "recommend", "--jobs-file", path, "--confirm", "0")
		o.want(t, exitFine)
		if got := strings.Contains(o.stdout, "--virtual"); got != virtual {
			t.Errorf("jobs every %d ms: virtual %v, want %v:\n%s", gap, got, virtual, o.stdout)
		}
	}
}

// TestRecommendTells: columns of deadlines and costs may be named, strategies are tried for them,
// and the command that looks closer knows them, too.
func TestRecommendTells(t *testing.T) {
	path := jobLog(t, "when,took_s,within_s,expected_s", func(_ int, at, took float64) string {
		return fmt.Sprintf("%f,%f,1,%f", at, took, 2*took)
	})
	args := []string{"recommend", path, "--arrival", "when", "--deadline", "within_s", "--job-cost", "expected_s", "--workers", "3", "--slo", "mean=1s", "--confirm", "0"}
	o := compare(t, args...)
	o.want(t, exitFine)
	for _, s := range []string{"tried because jobs have deadlines: deadline mean ", ", late ", "tried because jobs have costs: shortest-first mean ", "shortest-first with 3 workers: mean ", "It was tried because the log gives each job's cost.", "&deadline=within_s", "cost=expected_s"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("lacks %q:\n%s", s, o.stdout)
		}
	}
	o = compare(t, append(args, "--strategy", "priority")...)
	o.want(t, exitFine)
	if strings.Contains(o.stdout, "tried as") {
		t.Errorf("strategies are named, and others were tried:\n%s", o.stdout)
	}
}
