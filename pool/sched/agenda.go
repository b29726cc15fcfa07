package sched

import "time"

// An Agenda holds numbers with the times at which they are due. What is due at the
// same time leaves in the order in which it came. It is not safe for concurrent
// use. The zero value is empty.
type Agenda struct {
	entries []due // a binary heap
	came    uint64
}

type due struct {
	at   time.Duration
	came uint64
	id   int
}

func (a due) before(b due) bool { return a.at < b.at || a.at == b.at && a.came < b.came }

// Len returns how many numbers the agenda holds.
func (a *Agenda) Len() int { return len(a.entries) }

// Add adds a number that is due at a time.
func (a *Agenda) Add(id int, at time.Duration) {
	a.came++
	a.entries = append(a.entries, due{at, a.came, id})
	for i := len(a.entries) - 1; i > 0; {
		up := (i - 1) / 2
		if !a.entries[i].before(a.entries[up]) {
			break
		}
		a.entries[i], a.entries[up] = a.entries[up], a.entries[i]
		i = up
	}
}

// Next returns when the first number is due.
func (a *Agenda) Next() (at time.Duration, ok bool) {
	if len(a.entries) == 0 {
		return 0, false
	}
	return a.entries[0].at, true
}

// Take takes the first number, if it is due by now.
func (a *Agenda) Take(now time.Duration) (id int, ok bool) {
	if len(a.entries) == 0 || a.entries[0].at > now {
		return 0, false
	}
	id = a.entries[0].id
	last := len(a.entries) - 1
	a.entries[0] = a.entries[last]
	a.entries = a.entries[:last]
	for i := 0; ; {
		least := i
		for down := 2*i + 1; down <= 2*i+2 && down < last; down++ {
			if a.entries[down].before(a.entries[least]) {
				least = down
			}
		}
		if least == i {
			return id, true
		}
		a.entries[i], a.entries[least] = a.entries[least], a.entries[i]
		i = least
	}
}
