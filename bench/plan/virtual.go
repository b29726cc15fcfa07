package plan

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/bench/trial"
)

// mostVirtual is the most virtual time that jobs may need: a bubble begins in the year
// 2000, and the clock of the runtime ends in 2262.
const (
	mostVirtual = 250 * hoursAYear * time.Hour
	hoursAYear  = 24 * 365
)

func lastOf(schedule []time.Duration) time.Duration {
	if len(schedule) == 0 {
		return 0
	}
	return schedule[len(schedule)-1]
}

// virtualMeter measures in virtual time, where nothing has to warm up.
type virtualMeter struct {
	*jobSet
	mu   sync.Mutex
	free []*trial.Trial // guarded by mu: those that nobody runs
}

func (m *virtualMeter) at(workers int, load float64) (*measurer, error) {
	cold := float64(m.set.Len()) * m.set.Cold().Extra.Hours() // if every worker always is
	if need := m.set.Realised.Total.Hours() + lastOf(m.set.Arrivals).Hours() + cold; need > mostVirtual.Hours() {
		return nil, fmt.Errorf("the jobs are %.0f years of work or more, and virtual time ends after %.0f", need/hoursAYear, mostVirtual.Hours()/hoursAYear)
	}
	if m.plan.Search {
		return &measurer{func(ctx context.Context, c trial.Contender) (trial.Measured, *trial.Trial, error) {
			t := m.take(workers)
			defer m.release(t)
			got, err := m.search(ctx, c, t)
			return got, nil, err
		}, m.release, false}, nil
	}
	arrivals := sync.OnceValues(func() ([]time.Duration, error) {
		return m.schedule(m.gap(workers, m.plan.Cores, load), load)
	})
	return &measurer{func(ctx context.Context, c trial.Contender) (trial.Measured, *trial.Trial, error) {
		t := m.take(workers)
		got, err := m.run(ctx, c, t, arrivals)
		if err != nil {
			m.release(t)
			return trial.Measured{}, nil, err
		}
		return got, t, nil
	}, m.release, !m.plan.NoPictures}, nil
}

// run runs a contender once it has had its lessons.
func (m *virtualMeter) run(ctx context.Context, c trial.Contender, t *trial.Trial, arrivals func() ([]time.Duration, error)) (trial.Measured, error) {
	run := func(t *trial.Trial, ctx context.Context, c trial.Contender) (trial.Measured, error) {
		return t.RunVirtual(ctx, c, m.plan.Cores)
	}
	if m.plan.stream() {
		schedule, err := arrivals()
		if err != nil {
			return trial.Measured{}, err
		}
		m.arrive(t, schedule)
	} else if err := t.Teach(ctx, c, run); err != nil {
		return trial.Measured{}, err
	}
	return run(t, ctx, c)
}

// take returns a trial with so many workers, for one goroutine until release.
func (m *virtualMeter) take(workers int) *trial.Trial {
	m.mu.Lock()
	var t *trial.Trial
	if last := len(m.free) - 1; last >= 0 {
		t, m.free = m.free[last], m.free[:last]
	}
	m.mu.Unlock()
	if t == nil {
		t = trial.NewVirtual(m.set, workers)
		t.Patience, t.Goroutines = m.plan.Patience, m.plan.Goroutines
	}
	t.Workers, t.Seed = workers, m.choices(workers)
	return t
}

// release takes back a trial that took its memory from take.
func (m *virtualMeter) release(t *trial.Trial) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.free = append(m.free, t)
}

func (m *virtualMeter) close() {}
