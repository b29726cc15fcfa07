package recommend

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// TestConfirmable: the busiest part that there is time for; first on a slower clock, then
// with more jobs.
func TestConfirmable(t *testing.T) {
	var b strings.Builder
	b.WriteString("duration_ms,arrival_ms\n")
	at := 0
	for i := range 10_000 {
		fmt.Fprintf(&b, "1000,%d\n", at)
		if at += 1000; 5000 <= i && i < 7000 {
			at -= 500 // twice as many
		}
	}
	trace, err := workloads.ReadTrace(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []struct {
		limit  time.Duration
		ok     bool
		jobs   int // about
		factor float64
	}{
		{100 * time.Millisecond, false, 0, 0}, // 441 jobs take 220 s, and 0.44 s where the mean is 2 ms
		{time.Second, true, 441, 220},
		{5 * time.Second, true, 500, 50},
		{15 * time.Second, true, 1500, 50}, // as many as come in 750 s
		{time.Hour, true, 10_000, 50},
	} {
		part, factor, ok := confirmable(trace, 4, k.limit)
		if ok != k.ok {
			t.Errorf("within %v: %v", k.limit, ok)
			continue
		}
		if !ok {
			continue
		}
		if n := float64(part.Len()); n < 0.65*float64(k.jobs) || n > 1.01*float64(k.jobs) || factor < 0.99*k.factor || factor > 1.01*k.factor {
			t.Errorf("within %v: %d jobs, %v times as fast; want about %d and %v", k.limit, part.Len(), factor, k.jobs, k.factor)
		}
		if took := part.Span().Seconds() / factor; took > 1.01*k.limit.Seconds() {
			t.Errorf("within %v: takes %v s", k.limit, took)
		}
		if busy := part.Work() / part.Span().Seconds(); part.Len() < 2000 && busy < 1.99 {
			t.Errorf("within %v: keeps %v workers busy, not the busiest part", k.limit, busy)
		}
	}
}

// TestConfirmAdvice: time that is too short is told with how much it takes, and a disturbed host
// with how much more would help.
func TestConfirmAdvice(t *testing.T) {
	load := 9.0
	q := Question{
		Trace: evenLog(t), Contenders: sharedQueue(t), Target: verdict.Target{Metric: "sojourn-p99", Limit: 1}, Confirm: 40 * time.Second,
		Replay: func(_ context.Context, r Replay) (*record.Run, error) {
			run := &record.Run{Settings: record.Settings{Metric: r.Metric, RoundsDone: 1}, Host: record.Host{LogicalCPUs: 2, Load: &load}}
			run.Trials = []record.Trial{{Round: 1, Strategy: Obvious, Workload: "log", Workers: r.Workers, Metrics: map[string]float64{r.Metric: 0.1}}}
			return run, nil
		},
	}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Text(); !strings.Contains(s, "stop it, or confirm for longer: --confirm 2m.") {
		t.Error(s)
	}
	q.Confirm = 100 * time.Millisecond // 441 jobs take 13 s, and 18 rounds on the fastest clock 4.8 s
	if r, err = q.Answer(t.Context()); err != nil || !strings.Contains(r.Text(), "not confirmed: jobs arrive too slowly to confirm within 100 ms; it takes --confirm 5s\n") {
		t.Errorf("%v\n%s", err, r.Text())
	}
	for done, want := range map[int]time.Duration{7: 57143 * time.Millisecond, 4: 160 * time.Second, 1: 880 * time.Second} {
		got := longerFor(40*time.Second, done, 8)
		if (got - want).Abs() > time.Millisecond {
			t.Errorf("%d rounds in 40 s: %v, want %v", done, got, want)
		}
		// What trials do not grow with: the rest of a round, which is known by now.
		rest := 40/float64(done) - 40*2./24
		if rounds := got.Seconds() / (got.Seconds()*2/24 + rest); rounds < 8-1e-6 {
			t.Errorf("%d rounds in 40 s, and %v rounds in %v", done, rounds, got)
		}
	}
	for d, want := range map[time.Duration]string{4100 * time.Millisecond: "5s", 100 * time.Second: "1m40s", 101 * time.Second: "1m50s", 99 * time.Minute: "2h", 11 * time.Minute: "11m"} {
		if got := asFlag(roundedUp(d)); got != want {
			t.Errorf("%v: --confirm %s, want %s", d, got, want)
		}
	}
}

// TestConfirmationJudge: times are on the clock of the log; another strategy is better only
// if that is sure, and more than matters.
func TestConfirmationJudge(t *testing.T) {
	runs := func(values map[string]float64) (run, expected *record.Run) {
		s := record.Settings{Metric: "sojourn-p99"}
		run, expected = &record.Run{Paired: true, Settings: s}, &record.Run{Settings: s}
		for name, v := range values {
			for round := 1; round <= 10; round++ {
				drift := 1 + 0.1*float64(round%3)
				run.Trials = append(run.Trials, record.Trial{Round: round, Strategy: name, Workload: "real", Workers: 3, Metrics: map[string]float64{s.Metric: v * drift}})
			}
			expected.Trials = append(expected.Trials, record.Trial{Round: 1, Strategy: name, Workload: "log", Workers: 3, Metrics: map[string]float64{s.Metric: 5 * v}})
		}
		return run, expected
	}
	for _, k := range []struct {
		other float64
		agree bool
	}{{0.5, false}, {0.99, true}, {2, true}} {
		x := &Confirmation{Faster: 10, Jobs: 500, Rounds: 10, Part: partBusiest}
		run, expected := runs(map[string]float64{"chosen": 1, "other": k.other})
		if !x.judge(run, expected, "chosen") || len(x.Tried) != 2 || x.Agrees != k.agree {
			t.Fatalf("other is %v times as long: %+v", k.other, x)
		}
		for _, tried := range x.Tried {
			want := map[string]float64{"chosen": 1, "other": k.other}[tried.Strategy]
			if math.Abs(tried.Measured-11*want) > 1e-9 || tried.Simulated != 5*want || tried.Lo == nil || math.Abs(*tried.Lo-10*want) > 1e-9 {
				t.Errorf("%+v, want ten times the median, and five simulated", tried)
			}
		}
		var b strings.Builder
		x.tell(&b, "p99", "chosen", 6)
		if better := strings.Contains(b.String(), "other is significantly better here"); better == k.agree {
			t.Errorf("other is %v times as long:\n%s", k.other, b.String())
		}
		if !strings.Contains(b.String(), "In real time chosen takes 11.0 s on this part, over the target of 6 s") {
			t.Errorf("5 s simulated, 11 s measured, and a target of 6 s:\n%s", b.String())
		}
	}
	for part, want := range map[string]string{partBusiest: "These are the busiest 500 jobs of the log, whose p99 is not that of all its jobs.\n", partFirst: "These are the 500 first jobs of the log, whose p99 ", partAll: ""} {
		var b strings.Builder
		(&Confirmation{Jobs: 500, Part: part}).tellHead(&b, "p99")
		if !strings.Contains(b.String(), want) || (want == "") == strings.Contains(b.String(), "These are") {
			t.Errorf("%s: %q, want %q", part, b.String(), want)
		}
	}
	run, expected := runs(map[string]float64{"other": 1})
	if new(Confirmation).judge(run, expected, "chosen") {
		t.Error("judged without the one that is to be confirmed")
	}
	if new(Confirmation).judge(&record.Run{}, expected, "chosen") {
		t.Error("judged a run without a trial")
	}
}

// TestTooManyToConfirm: more workers than real time has room for are not tried.
func TestTooManyToConfirm(t *testing.T) {
	q := &Question{Trace: evenLog(t), Contenders: sharedQueue(t), Confirm: time.Second}
	r := &Result{}
	r.Strategy, r.Workers = Obvious, mostConfirmed+1
	x, err := q.confirm(t.Context(), r, &record.Run{})
	if err != nil || !strings.Contains(x.Skipped, "100001 workers are too many to run in real time") {
		t.Errorf("%+v, %v", x, err)
	}
}
