package rounds

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/internal/anywhere"
	"github.com/go-foundations/poolbench/bench/internal/fake"
	"github.com/go-foundations/poolbench/bench/plan"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/workloads"
)

// TestMain plays the process of a round when it is told how to behave.
func TestMain(m *testing.M) {
	behaviour := os.Getenv("BENCH_TEST_ROUND")
	if behaviour == "" {
		// The race detector has a process sleep for a second before its end.
		os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
		os.Exit(anywhere.Run(m.Run))
	}
	round, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	p := plan.Plan{
		Contenders: []trial.Contender{fake.Loop("a", fake.All), fake.Loop("b", fake.All)},
		Workloads:  []workloads.Workload{tiny("one"), tiny("two")}, Workers: []int{1, 3}, Seed: 7,
		Calibration: workloads.Calibration{Hash: 1, Walk: 1, Alloc: 1, File: 1},
	}
	switch behaviour {
	case "good":
	case "crash":
		p.Contenders = append(p.Contenders, fake.Loop("crash", func(int) []int { os.Stderr.WriteString("it hurts\n"); os.Exit(7); return nil }))
	case "hang":
		p.Contenders = append(p.Contenders, fake.Loop("hang", func(int) []int { select {} }))
	case "babble":
		fmt.Println("hello")
		os.Exit(0)
	case "silent":
		os.Exit(0)
	}
	// Nobody hangs for ever, whatever the test does.
	time.AfterFunc(time.Minute, func() { os.Exit(9) })
	if Serve(context.Background(), p, round, os.Stdout) != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// tiny is a workload that takes no time to speak of.
func tiny(name string) workloads.Workload {
	return workloads.Workload{Name: name, Mean: time.Nanosecond, DefaultJobs: 20}
}

func comparison(behaviour string) *Comparison {
	return &Comparison{
		Run: new(record.Run), Cells: 8, Rounds: 3, Patience: time.Minute,
		Command: func(ctx context.Context, round int) *exec.Cmd {
			cmd := exec.CommandContext(ctx, os.Args[0], strconv.Itoa(round))
			cmd.Env = append(os.Environ(), "BENCH_TEST_ROUND="+behaviour)
			return cmd
		},
	}
}

// TestComparison: all rounds are run, saved one by one, and told of.
func TestComparison(t *testing.T) {
	c := comparison("good")
	var saved, told int
	c.Save = func(r *record.Run) error {
		if len(r.Trials)%8 != 0 {
			t.Errorf("saved %d trials, want whole rounds of 8", len(r.Trials))
		}
		saved++
		return nil
	}
	c.Progress = func(p Progress) {
		told++
		if p.Round < 1 || p.Round > 3 || p.Trial != (told-1)%8+1 || p.Trials != 8 || p.Now == nil || (p.Left >= 0) != (p.Round > 1) {
			t.Errorf("progress %d: %+v", told, p)
		}
	}
	if err := c.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(c.Run.Trials) != 24 || c.Run.Settings.RoundsDone != 3 || told != 24 || saved != 4 {
		t.Errorf("%d trials, %d rounds done, told %d times, saved %d times; want 24, 3, 24, 4", len(c.Run.Trials), c.Run.Settings.RoundsDone, told, saved)
	}
	if c.Run.Interrupted || c.Run.Duration <= 0 || c.Run.Start.IsZero() || c.Run.Host.LogicalCPUs == 0 {
		t.Errorf("run %+v: want it complete, with duration, start and host", c.Run)
	}
	for i, tr := range c.Run.Trials {
		if tr.Round != i/8+1 || len(tr.Metrics) == 0 {
			t.Errorf("trial %d: %+v", i, tr)
		}
	}
}

// TestBudget: no round begins that would probably end after it; one is run in
// any case.
func TestBudget(t *testing.T) {
	c := comparison("good")
	c.Budget = time.Nanosecond
	if err := c.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c.Run.Settings.RoundsDone != 1 {
		t.Errorf("%d rounds done, want 1", c.Run.Settings.RoundsDone)
	}
}

// TestRoundFails: what a process does wrong is said, with the contender that
// was running, and what was measured before is kept.
func TestRoundFails(t *testing.T) {
	for _, c := range []struct {
		behaviour string
		patience  time.Duration
		want      []string
	}{
		{"crash", time.Minute, []string{"round 1", `strategy "crash"`, "exit status 7", "it hurts"}},
		{"hang", 2 * time.Second, []string{"round 1", `strategy "hang"`, "did not end within 2s"}},
		{"babble", time.Minute, []string{"round 1", `unreadable answer "hello"`}},
		{"silent", time.Minute, []string{"round 1", "the process ended during its start"}},
	} {
		t.Run(c.behaviour, func(t *testing.T) {
			cmp := comparison(c.behaviour)
			cmp.Patience = c.patience
			saved := false
			cmp.Save = func(*record.Run) error { saved = true; return nil }
			err := cmp.Do(t.Context())
			if err == nil || !saved {
				t.Fatalf("Do = %v, saved %v; want an error, and what there is saved", err, saved)
			}
			if last := cmp.Run.Trials; (c.behaviour == "crash" || c.behaviour == "hang") &&
				(len(last) == 0 || last[len(last)-1].Strategy != c.behaviour || last[len(last)-1].Error == "") {
				t.Errorf("trials %+v: want the last to be that of %q, failed", last, c.behaviour)
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("error %q: want it to say %q", err, w)
				}
			}
		})
	}
}

// TestInterrupt: what is known so far is kept and marked.
func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := comparison("good")
	c.Progress = func(p Progress) {
		if p.Round == 2 {
			cancel()
		}
	}
	if err := c.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if !c.Run.Interrupted || c.Run.Settings.RoundsDone != 1 || len(c.Run.Trials) < 8 {
		t.Errorf("interrupted %v, %d rounds done, %d trials; want true, 1, and at least 8", c.Run.Interrupted, c.Run.Settings.RoundsDone, len(c.Run.Trials))
	}
}

// TestSaveFails: an answer that cannot be kept ends the comparison.
func TestSaveFails(t *testing.T) {
	c := comparison("good")
	full := errors.New("disk full")
	c.Save = func(*record.Run) error { return full }
	if err := c.Do(t.Context()); !errors.Is(err, full) || c.Run.Settings.RoundsDone != 1 {
		t.Errorf("Do = %v after %d rounds, want %v after 1", err, c.Run.Settings.RoundsDone, full)
	}
}
