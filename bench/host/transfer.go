package host

import "time"

// A transfer takes longer than a moment only if one of the two threads does not run.
const (
	transferTrips = 200                   // of the line, there and back, in one attempt
	transferTries = 10                    // of which the fastest counts
	transferLimit = 20 * time.Millisecond // for all of them
)

// Transfer measures how long a cache line takes from one processor to another: the first
// and the last that this process may use. It takes about a millisecond, and 20 at most.
// It returns 0 where there is one processor, where threads cannot be bound to them, or
// where others keep them so busy that nothing was measured.
//
// On a real machine it depends on the pair of cores, which is always the same, and on their
// clock. On a virtual one it can change several times over from one minute to the next.
func Transfer() time.Duration { return transfer(transferTrips, transferTries, transferLimit) }

// probe measures the transfer once more and remembers its range.
func (r *transferRange) probe(measure func() time.Duration) {
	if t := measure(); t > 0 {
		if r.least == 0 || t < r.least {
			r.least = t
		}
		r.most = max(r.most, t)
	}
}

// transferRange is what several measurements of the transfer lie between; 0: none.
type transferRange struct{ least, most time.Duration }

// facts returns both ends in seconds, or nil.
func (r transferRange) facts() (least, most *float64) {
	if r.least == 0 {
		return nil, nil
	}
	a, b := r.least.Seconds(), r.most.Seconds()
	return &a, &b
}
