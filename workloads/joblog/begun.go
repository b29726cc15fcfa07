package joblog

import (
	"slices"
	"strings"
)

// startWords are words in the name of a column that holds when a job starts or arrives, whatever
// other words there are.
var startWords = []string{"start", "started", "begin", "began", "begun", "arrival", "arrived", "queued", "enqueued", "submitted"}

// begun returns the only column whose name says that it is a start and that holds times like
// those of a column whose name may mean the end as well; ok is false if there is none.
func (r *rows) begun(like term, taken place) (start term, ok bool) {
	for i, name := range r.header {
		base, unit := plainName(name[strings.LastIndexByte(name, '.')+1:])
		says := slices.ContainsFunc(strings.Split(base, "_"), func(word string) bool { return slices.Contains(startWords, word) })
		if i == like.at || !says || slices.ContainsFunc(taken, func(t term) bool { return t.at == i }) {
			continue
		}
		t := term{at: i, unit: unit, name: name, moment: true}
		if !t.timesLike(&like, r) {
			continue
		}
		if ok {
			return term{}, false
		}
		start, ok = t, true
	}
	return start, ok
}

// timesLike reports whether all values of a column are times, and of the kind that the other
// column has: both of a day, or both counted from some start.
func (t *term) timesLike(o *term, r *rows) bool {
	both := 0
	for _, h := range r.head {
		if h.err != nil {
			continue
		}
		a, b := t.cell(h.fields), o.cell(h.fields)
		if a == "" || b == "" {
			continue
		}
		_, absolute, err := t.copy().value(a)
		_, other, bad := o.copy().value(b)
		if err != nil || bad != nil || absolute != other {
			return false
		}
		both++
	}
	return both > 0
}
