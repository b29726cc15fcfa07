package pool

// A Wrapper is a queue around another one, which Unwrap returns. What the engine looks
// for in a queue, such as an [Observer], it then finds in the one inside, too, if the
// wrapper is none itself; the same in what that one wraps, and so on. So a wrapper
// without Unwrap hides what the queue inside can do besides Push and Pop.
//
// Three interfaces are not looked for inside: calls of a [Loader] and of a [Returner],
// and what the engine does for an [InOrder], take the place of Push and Pop, which a
// wrapper wants to see.
type Wrapper interface {
	Queue
	Unwrap() Queue
}

// As returns the queue as an I, for instance a [Limiter]: itself if it is one, or the
// first one inside it that is.
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
