package pool

import "fmt"

// Resize sets how many jobs may run at once, from 1 to [Config.MaxWorkers], for current and
// later runs. No job is lost: after a decrease no job starts until few enough run; after an
// increase the additional workers take jobs at once. Resize does not wait.
//
// A strategy that keeps jobs for one worker keeps doing so: it decides for MaxWorkers
// workers, which take turns. Resize does not affect strategies that are written by hand.
func (p *WorkerPool[T, R]) Resize(workers int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch most := p.config.MaxWorkers; {
	case most == 0:
		return errUnbound
	case workers < 1 || workers > most:
		return fmt.Errorf("pool: Resize to %d workers: want 1 to MaxWorkers, %d", workers, most)
	}
	p.bound.size = workers
	p.bindLocked()
	return nil
}

var errUnbound = &ConfigError{"MaxWorkers", 0, "want at least NumWorkers for Resize and Pause"}

// Pause keeps jobs from starting until Resume, in current and later runs. Running jobs go
// on, including the few short ones that a worker has claimed together, and jobs are accepted
// as before. A Run or Close with jobs left waits for Resume, or for the end of its context.
// Pause does not affect strategies that are written by hand. Without [Config.MaxWorkers],
// Pause and Resume return an error.
func (p *WorkerPool[T, R]) Pause() error { return p.pause(true) }

// Resume ends a Pause.
func (p *WorkerPool[T, R]) Resume() error { return p.pause(false) }

func (p *WorkerPool[T, R]) pause(paused bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.config.MaxWorkers == 0 {
		return errUnbound
	}
	p.bound.paused = paused
	p.bindLocked()
	return nil
}

func (p *WorkerPool[T, R]) bindLocked() {
	for r := range p.bindable {
		r.bind(p.bound)
	}
}

// bindable is a run that Resize and Pause can affect.
type bindable interface{ bind(bound) }

// join makes the pool's bound apply to a run. The caller calls leave when the run has ended.
func (p *WorkerPool[T, R]) join(r bindable) (leave func()) {
	if p.config.MaxWorkers == 0 {
		return func() {}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bindable == nil {
		p.bindable = make(map[bindable]struct{})
	}
	p.bindable[r] = struct{}{}
	r.bind(p.bound)
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.bindable, r)
	}
}
