package strategytest

// drop is the Drop of the setup.
func (m *model) drop(index int, _ error) {
	m.dropping.Lock()
	defer m.dropping.Unlock()
	if !m.withdraw(index, "Drop") {
		return
	}
	m.summary.Errors++
	m.end(index)
	if m.setup.Stream {
		m.later = append(m.later, index) // the queue's method has not returned
	}
}

// withdraw keeps a ticket from being handed out, as the queue has asked for.
func (m *model) withdraw(index int, by string) bool {
	w, ok := m.waiting[index]
	if !ok {
		m.c.errorf("%s: %s of index %d, which does not wait", m.label(), by, index)
		return false
	}
	delete(m.waiting, index)
	if w.owner != placing {
		m.large.count(w, -1)
	}
	return true
}

// share is the Share of the setup.
func (m *model) share(index, leader int) {
	m.dropping.Lock()
	defer m.dropping.Unlock()
	if _, waits := m.waiting[leader]; m.leaders && (!waits || leader == index) {
		m.c.errorf("%s: Share of index %d with index %d, which does not wait", m.label(), index, leader)
	}
	if m.withdraw(index, "Share") {
		m.shared[leader] = append(append(m.shared[leader], index), m.shared[index]...)
		delete(m.shared, index)
	}
}

// end counts a job that has ended, and those that share its result.
func (m *model) end(index int) {
	m.summary.Jobs += 1 + len(m.shared[index])
	if m.setup.Stream {
		m.later = append(m.later, m.shared[index]...)
	}
	delete(m.shared, index)
}
