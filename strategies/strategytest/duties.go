package strategytest

import "github.com/go-foundations/poolbench/pool"

// awaitNext moves the clock to when the queue will hand out a job that it holds back. It
// reports whether there is one.
func (m *model) awaitNext() bool {
	h, ok := pool.As[pool.Holder](m.queue)
	if !ok {
		return false
	}
	at, worker, ok := h.Next()
	switch {
	case !ok:
		return false
	case worker < pool.AnyWorker || worker >= m.setup.Workers:
		m.c.errorf("%s: Next returned worker %d, want one in [0, %d) or AnyWorker", m.label(), worker, m.setup.Workers)
		return false
	case at <= m.now():
		m.c.errorf("%s: Next says at %v that worker %d has a job since %v, and Pop returned 0 to every worker", m.label(), m.now(), worker, at)
		return false
	}
	m.clock.Store(int64(at))
	return true
}

// passTime moves the clock to when the queue will hand out a job that it holds back, for
// many workers at once. It reports whether there is one.
func (m *model) passTime() bool {
	h, ok := pool.As[pool.Holder](m.queue)
	if !ok {
		return false
	}
	at, _, ok := h.Next()
	for now := m.clock.Load(); ok && now < int64(at) && !m.clock.CompareAndSwap(now, int64(at)); now = m.clock.Load() {
	}
	return ok
}

// inOrder notes a ticket that waits and should have come before w.
func (m *model) inOrder(w waiting) {
	priority, fifo := m.c.claims.Priority, m.c.claims.FIFO && m.setup.Workers == 1
	if !priority && !fifo {
		return
	}
	for i, other := range m.waiting {
		switch {
		case priority && other.Priority > w.Priority:
			m.c.errorf("%s: Pop handed out index %d (priority %d) while index %d (priority %d) waits",
				m.label(), w.Index, w.Priority, i, other.Priority)
			return
		case fifo && other.Priority == w.Priority && other.order < w.order:
			m.c.errorf("%s: Pop handed out index %d before index %d, which came earlier and has the same priority, %d",
				m.label(), w.Index, i, w.Priority)
			return
		}
	}
}

// mayBeEmpty notes tickets that the worker could have taken.
func (m *model) mayBeEmpty(worker int) {
	if worker >= m.limit() {
		return
	}
	if h, ok := pool.As[pool.Holder](m.queue); ok {
		m.mayHoldBack(h, worker)
		return
	}
	if _, loads := m.queue.(pool.Loader); loads && !m.setup.Stream {
		m.vain[worker] = true // who can take what is not known: it shows if the worker gets one later
		return
	}
	if i, ok := m.takeable(worker); ok {
		m.c.errorf("%s: Pop for worker %d returned 0 while index %d waits for worker %d", m.label(), worker, i, m.waiting[i].owner)
	}
}

// takeable returns a ticket that the worker could take.
func (m *model) takeable(worker int) (index int, ok bool) {
	if l := m.large; l != nil && l.byOwner[worker] == 0 && (m.c.claims.Holds || l.byOwner[pool.AnyWorker] == 0) {
		return 0, false
	}
	for i, w := range m.waiting {
		if w.owner == pool.AnyWorker && !m.c.claims.Holds || w.owner == worker {
			return i, true
		}
	}
	return 0, false
}

// mayHoldBack notes tickets that the worker could have taken and of which a Holder does
// not say when, unless they may wait for the end of a job that runs.
func (m *model) mayHoldBack(h pool.Holder, worker int) {
	i, waits := m.takeable(worker)
	if !waits {
		return
	}
	at, to, ok := h.Next()
	switch {
	case !ok && m.busy:
	case !ok:
		m.c.errorf("%s: Pop for worker %d returned 0 while index %d waits and no job runs, and Next says that none waits for a time", m.label(), worker, i)
	case at <= m.now() && (to == worker || to == pool.AnyWorker):
		m.c.errorf("%s: Pop for worker %d returned 0, and Next says at %v that it has a job since %v", m.label(), worker, m.now(), at)
	}
}
