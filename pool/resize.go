package pool

import "fmt"

// Resize changes how many jobs run at once, at most, to a number from 1 to
// [Config.MaxWorkers]: in what is running now, and in what runs later. No job is lost: when
// there are to be fewer, no job starts until few enough run, and when there are to be more,
// they take jobs at once. It does not wait.
//
// A strategy that keeps jobs for one worker keeps doing so: it makes its decisions for
// MaxWorkers workers, who take turns. Strategies that are written by hand are not resized.
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

var errUnbound = &ConfigError{"MaxWorkers", 0, "want NumWorkers or more for Resize and Pause"}

// Pause has no job start until Resume: in what is running now, and in what runs later. Jobs
// that run go on, also the few short ones that a worker has claimed together, and jobs are
// accepted as before. A Run and a Close that have jobs left wait for Resume, or the end of
// their context. Strategies that are written by hand are not paused. Without
// [Config.MaxWorkers] Pause and Resume return an error.
func (p *WorkerPool[T, R]) Pause() error { return p.pause(true) }

// Resume takes Pause back.
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

// bindable is a run that Resize and Pause are for.
type bindable interface{ bind(bound) }

// join has the pool bound a run from now on. The caller calls leave when it has ended.
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
