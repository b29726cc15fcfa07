package virtual

// turns holds the workers that were woken at this instant and have not gone on, in a
// binary heap: the one with the smallest number is next.
type turns []int32

func (t *turns) push(worker int) {
	*t = append(*t, int32(worker))
	h := *t
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 2
		if h[up] <= int32(worker) {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = int32(worker)
}

func (t *turns) pop() int {
	h := *t
	first, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*t = h
	if len(h) == 0 {
		return int(first)
	}
	i := 0
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && h[child+1] < h[child] {
			child++
		}
		if h[child] >= last {
			break
		}
		h[i] = h[child]
		i = child
	}
	h[i] = last
	return int(first)
}
