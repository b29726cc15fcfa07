package guard

import "fmt"

func (q *Question) say(format string, args ...any) {
	if q.Say != nil {
		q.Say(fmt.Sprintf(format, args...))
	}
}

// warnOnce returns a function that reports each warning once.
func (q *Question) warnOnce() func(string) {
	said := make(map[string]bool)
	return func(text string) {
		if !said[text] {
			said[text] = true
			q.say("warning: %s", text)
		}
	}
}
