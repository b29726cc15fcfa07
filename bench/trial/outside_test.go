package trial

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// abroad is an Outsider, which claims that jobs took as long as they say.
type abroad struct {
	Contender
	run  Outside
	fail int // a job that fails; -1: none
	skip int // one that is not done
}

func (a *abroad) Outside(o Outside) { a.run = o }

func (a *abroad) end(i int) {
	if i == a.skip {
		return
	}
	var err error
	if i == a.fail {
		err = errors.New("failed elsewhere")
	}
	now := time.Now()
	a.run.Ended(i, now.Add(-a.run.Task(i).Service), now, err)
}

func (a *abroad) Run(_ context.Context, _ int, jobs []pool.Job[int], _ pool.Processor[int, uint64]) (Report, error) {
	for i := range jobs {
		a.end(i)
	}
	return Report{}, nil
}

func (a *abroad) Stream(context.Context, int, int, pool.Processor[int, uint64]) (Stream, error) {
	return abroadStream{a}, nil
}

type abroadStream struct{ *abroad }

func (s abroadStream) Submit(_ context.Context, job pool.Job[int]) error {
	s.end(job.Data)
	return nil
}
func (abroadStream) Close() (Report, error) { return Report{}, nil }

// TestOutsider: jobs that another process does are measured by what it says, and have to be
// done as those of any contender.
func TestOutsider(t *testing.T) {
	tasks := make([]pool.Job[workloads.Task], 5)
	for i := range tasks {
		tasks[i].Data.Service = time.Duration(i+1) * time.Hour // nobody has waited for that
	}
	never := func(context.Context, pool.Job[workloads.Task]) (uint64, error) {
		return 0, errors.New("this process does no jobs")
	}
	for _, stream := range []bool{false, true} {
		trial := New(tasks, never, 2)
		if stream {
			trial.Arrive(make([]time.Duration, len(tasks)), 0)
		}
		if _, err := trial.Run(t.Context(), &abroad{fail: -1, skip: -1}); err != nil {
			t.Fatalf("stream %v: %v", stream, err)
		}
		var services []time.Duration
		for _, s := range trial.JobSpans() {
			services = append(services, s.Completed-s.Started)
		}
		if want := []time.Duration{1 * time.Hour, 2 * time.Hour, 3 * time.Hour, 4 * time.Hour, 5 * time.Hour}; !slices.Equal(services, want) {
			t.Errorf("stream %v: services %v, want %v", stream, services, want)
		}
		_, err := trial.Run(t.Context(), &abroad{fail: 3, skip: -1})
		if want := "job 3 of 5 failed"; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("stream %v: error %v, want %q", stream, err, want)
		}
		_, err = trial.Run(t.Context(), &abroad{fail: -1, skip: 1})
		if want := "job 1 of 5 did not run"; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("stream %v: error %v, want %q", stream, err, want)
		}
	}
	bare := New(tasks, never, 2)
	if m, err := bare.RunBare(t.Context(), &abroad{fail: -1, skip: -1}); err != nil || m.Metrics["throughput"] <= 0 {
		t.Errorf("bare: %v, error %v", m.Metrics, err)
	}
}
