package pool

// A Wrapper is a queue around another one, which Unwrap returns. If the wrapper does not
// implement an optional interface, such as [Observer], the engine looks for it in the queue
// inside, then in what that one wraps, and so on. A wrapper without Unwrap hides everything
// but Push and Pop of the queue inside.
//
// The engine does not look inside for three interfaces: the calls of a [Loader] and of a
// [Returner], and what the engine does for an [InOrder], replace Push and Pop, which a
// wrapper wants to see.
type Wrapper interface {
	Queue
	Unwrap() Queue
}

// As returns the queue as an I, for instance a [Limiter]: the queue itself if it is one, or
// the first one inside it that is.
func As[I any](q Queue) (found I, ok bool) {
	for q != nil {
		if found, ok = q.(I); ok {
			return found, true
		}
		w, wraps := q.(Wrapper)
		if !wraps {
			break
		}
		q = w.Unwrap()
	}
	return found, false
}
