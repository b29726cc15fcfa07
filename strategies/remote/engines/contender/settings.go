package contender

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

// settings are what follows the name of an engine.
type settings struct {
	text string // as they were written; "": none were

	inner     pool.Discipline          // the order in which a process does the jobs that it holds; nil: of their arrival
	prefetch  int                      // jobs that a process holds
	processes int                      // 0: as workers says, or two, or one where there is one worker
	workers   int                      // of each process, but for the last, which has what is left; 0: as processes says
	times     map[string]time.Duration // those of engine.times that were set; others are the engine's defaults
}

// describe says what there is to set.
func (e *engine) describe() []string {
	out := []string{"inner (a strategy)", "prefetch (a whole number)", "processes (a whole number)", "workers (a whole number)"}
	for _, name := range e.times {
		out = append(out, name+" (a duration)")
	}
	return out
}

// with returns the settings that a text such as "8:processes=4" changes.
func (e *engine) with(s settings, text string) (settings, error) {
	s.text, s.times = text, make(map[string]time.Duration)
	set := make(map[string]bool)
	for value := range strings.SplitSeq(text, ":") {
		name, rest, named := strings.Cut(value, "=")
		if !named {
			name, rest = "prefetch", value
			if inStream(value) != nil {
				name = "inner"
			}
		}
		var err error
		number := map[string]*int{"prefetch": &s.prefetch, "processes": &s.processes, "workers": &s.workers}[name]
		switch {
		case set[name]:
			return s, fmt.Errorf("%q: %s is set twice", text, name)
		case name == "inner":
			if s.inner = inStream(rest); s.inner == nil {
				err = fmt.Errorf("inner %q: want a strategy that has streams", rest)
			}
		case number != nil:
			*number, err = strconv.Atoi(rest)
			if err != nil || *number < 1 {
				err = fmt.Errorf("%s %q: want a whole number, 1 or more", name, rest)
			}
		case slices.Contains(e.times, name):
			var d time.Duration
			d, err = time.ParseDuration(rest)
			if err != nil || d <= 0 {
				err = fmt.Errorf("%s %q: want a duration above 0, such as 10ms", name, rest)
			}
			s.times[name] = d
		default:
			err = fmt.Errorf("%q is no setting of %s, which has %s", value, e.name, strings.Join(e.describe(), ", "))
		}
		if err != nil {
			return s, err
		}
		set[name] = true
	}
	if set["processes"] && set["workers"] {
		return s, fmt.Errorf("%q: want processes, or workers of each: those of a comparison are all workers together", text)
	}
	return s, nil
}

// split returns how many workers each process has.
func (s settings) split(workers int) ([]int, error) {
	if s.workers > 0 {
		var out []int
		for left := workers; left > 0; left -= s.workers {
			out = append(out, min(left, s.workers))
		}
		return out, nil
	}
	n := s.processes
	if n == 0 {
		n = min(2, workers)
	}
	if n > workers {
		return nil, fmt.Errorf("%d processes with %d workers in all: want at least one worker for each", n, workers)
	}
	out := make([]int, n)
	for i := range workers {
		out[i%n]++
	}
	return out, nil
}

// inStream returns the strategy of a name, or nil where none has it or it runs batches only: a
// process gets its jobs over time.
func inStream(name string) pool.Discipline {
	for _, e := range strategies.All() {
		if e.Name() == name && !e.Batch {
			return e.New()
		}
	}
	return nil
}
