package queues

// A Tournament knows the least of the numbers 0 to n-1 by an order that changes: which
// worker has least to do, for instance. Fix tells it that what a number stands for has
// changed, and costs the logarithm of n. Make one with [NewTournament].
type Tournament struct {
	less    func(a, b int) bool
	leaves  int     // a power of two
	winners []int32 // of the pairs, from 1 on: that of i plays in i/2; none: -1
}

// NewTournament has n numbers, at least 1. Of two, neither of which is less, the one
// with the smaller number wins.
func NewTournament(n int, less func(a, b int) bool) *Tournament {
	t := &Tournament{less: less, leaves: 1}
	for t.leaves < n {
		t.leaves *= 2
	}
	t.winners = make([]int32, 2*t.leaves)
	for i := range t.leaves {
		t.winners[t.leaves+i] = int32(i)
		if i >= n {
			t.winners[t.leaves+i] = -1
		}
	}
	for i := t.leaves - 1; i > 0; i-- {
		t.play(i)
	}
	return t
}

// Least returns the least number.
func (t *Tournament) Least() int { return int(t.winners[1]) }

// Fix puts a number in its new place.
func (t *Tournament) Fix(number int) {
	for i := (t.leaves + number) / 2; i > 0; i /= 2 {
		t.play(i)
	}
}

func (t *Tournament) play(i int) {
	a, b := t.winners[2*i], t.winners[2*i+1]
	if b >= 0 && t.less(int(b), int(a)) {
		a = b
	}
	t.winners[i] = a
}
