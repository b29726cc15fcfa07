package rounds

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// abroad is a comparison whose rounds are done by Output.
func abroad(behaviour string) *Comparison {
	c := comparison(behaviour)
	command := c.Command
	c.Command = nil
	c.Elsewhere = func(ctx context.Context, round int) ([]byte, error) {
		return Output(ctx, func(ctx context.Context) *exec.Cmd { return command(ctx, round) }, c.Patience)
	}
	return c
}

// TestElsewhere: rounds come in their order, whatever the order in which they end, and their
// trials are those of processes here.
func TestElsewhere(t *testing.T) {
	c := abroad("good")
	c.Ahead = 3
	do := c.Elsewhere
	second := make(chan bool)
	c.Elsewhere = func(ctx context.Context, round int) ([]byte, error) {
		if round == 1 {
			<-second // which is done before the first
		}
		out, err := do(ctx, round)
		if round == 2 {
			close(second)
		}
		return out, err
	}
	saved := 0
	c.Save = func(r *record.Run) error {
		if saved++; saved < 4 && len(r.Trials) != saved*c.Cells {
			t.Errorf("saved %d trials after round %d", len(r.Trials), saved)
		}
		return nil
	}
	if err := c.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := comparison("good")
	if err := want.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	order := func(r *record.Run) (out []any) {
		for _, tr := range r.Trials {
			out = append(out, tr.Round, tr.Strategy, tr.Workload, tr.Workers, tr.Position)
		}
		return out
	}
	if !reflect.DeepEqual(order(c.Run), order(want.Run)) || c.Run.Settings.RoundsDone != 3 {
		t.Errorf("%v after %d rounds, want %v", order(c.Run), c.Run.Settings.RoundsDone, order(want.Run))
	}
}

// TestHosts: a run says which host did which round, but in virtual time, where it is the same whoever did.
func TestHosts(t *testing.T) {
	name, err := os.Hostname()
	if err != nil {
		t.Skip(err)
	}
	for _, virtual := range []bool{false, true} {
		c := abroad("good")
		c.Run.Settings.Virtual = virtual
		if err := c.Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := map[int]string{1: name, 2: name, 3: name}
		if virtual {
			want = nil
		}
		if !reflect.DeepEqual(c.Run.Hosts, want) {
			t.Errorf("virtual %t: rounds by %v, want %v", virtual, c.Run.Hosts, want)
		}
	}
}

// TestElsewhereFails: the error names the round, and what happened there; a trial that ran
// has failed.
func TestElsewhereFails(t *testing.T) {
	for behaviour, want := range map[string]string{
		"crash": "it hurts", "babble": `unreadable answer "hello"`, "silent": "ends after its start",
	} {
		c := abroad(behaviour)
		err := c.Do(t.Context())
		if err == nil || !strings.HasPrefix(err.Error(), "round 1: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", behaviour, err, want)
		}
		failed := 0
		for _, tr := range c.Run.Trials {
			if tr.Error != "" {
				failed++
			}
		}
		if want := behaviour == "crash"; (failed == 1) != want {
			t.Errorf("%s: %d failed trials", behaviour, failed)
		}
	}
	c := abroad("hang")
	c.Patience = 100 * time.Millisecond // the process may not even have begun: it ends in any case
	if err := c.Do(t.Context()); err == nil || !strings.Contains(err.Error(), "did not go on within 100ms") {
		t.Errorf("hang: %v", err)
	}
	c = comparison("good")
	c.Elsewhere = func(context.Context, int) ([]byte, error) { return nil, errors.New("nobody there") }
	if err := c.Do(t.Context()); err == nil || err.Error() != "round 1: nobody there" {
		t.Errorf("nobody: %v", err)
	}
}

// TestElsewhereEnds: when the context ends, so do the rounds ahead, and the run is marked.
func TestElsewhereEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := comparison("good")
	c.Ahead = 3
	var ended atomic.Int64
	c.Elsewhere = func(ctx context.Context, round int) ([]byte, error) {
		if round == 3 {
			cancel()
		}
		<-ctx.Done()
		ended.Add(1)
		return nil, context.Cause(ctx)
	}
	if err := c.Do(ctx); err != nil || !c.Run.Interrupted || ended.Load() != 3 {
		t.Errorf("Do = %v, interrupted %v, %d rounds have ended", err, c.Run.Interrupted, ended.Load())
	}
}
