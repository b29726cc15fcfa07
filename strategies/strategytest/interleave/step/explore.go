package step

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// MaxSteps is how many steps one schedule may have: a model that needs more
// has a thread that spins.
const MaxSteps = 10_000

// MaxStates is how many states a model may have. One with more is too big to be
// explored in a test.
const MaxStates = 4_000_000

// Explore runs the model through all its schedules. It calls build before each run,
// which creates what the threads share, and names the threads and checks.
func Explore(t *testing.T, build func(m *Model)) {
	t.Helper()
	began := time.Now()
	x := &explorer{build: build, known: make(map[uint64]float64)}
	if err := x.explore(); err != nil {
		t.Fatalf("%v\n%s", err, x.schedule())
	}
	t.Logf("%d states, %d runs for %.4g schedules, in %v", len(x.known), x.runs, x.schedules,
		time.Since(began).Round(time.Millisecond))
}

// explorer is a depth-first search. A thread cannot be copied, so each branch is a
// run from the start that repeats the choices that lead there.
type explorer struct {
	build     func(*Model)
	known     map[uint64]float64 // schedules that continue from a state; of one on path: so far
	path      []branch           // of the run before; its last branch is the next to try
	model     *Model             // of the last run
	runs      int
	scratch   []int
	schedules float64
}

// branch is a state in which several threads can go on.
type branch struct {
	state     uint64
	choices   []int // threads
	next      int   // the choice that is being tried
	schedules float64
}

func (x *explorer) explore() error {
	for {
		schedules, err := x.run()
		if err != nil {
			return err
		}
		if len(x.known) > MaxStates {
			return fmt.Errorf("more than %d states: the model is too big", MaxStates)
		}
		if !x.backtrack(schedules) {
			return nil
		}
	}
}

// backtrack adds what the last run found to the branches that are exhausted, and moves on
// to the next choice. It reports false if there is none.
func (x *explorer) backtrack(schedules float64) bool {
	for n := len(x.path); n > 0; n = len(x.path) {
		b := &x.path[n-1]
		b.schedules += schedules
		if b.next++; b.next < len(b.choices) {
			return true
		}
		x.known[b.state] = b.schedules
		schedules = b.schedules
		x.path = x.path[:n-1]
	}
	x.schedules = schedules
	return false
}

// run repeats the choices of the path and goes on until the end, or until a state that is
// known. It returns for how many schedules what is new stands.
func (x *explorer) run() (schedules float64, err error) {
	x.runs++
	m := &Model{}
	x.model = m
	active = m
	defer func() {
		m.abandon()
		active = nil
	}()
	if err := m.start(x.build); err != nil {
		return 0, err
	}
	last := -1
	for depth, steps := 0, 0; ; steps++ {
		choices := m.enabled(x.scratch[:0], last)
		x.scratch = choices
		if len(choices) == 0 {
			return 1, m.finish()
		}
		if steps == MaxSteps {
			return 0, fmt.Errorf("%d steps and no end: does a thread spin?", steps)
		}
		choice := choices[0]
		if len(choices) > 1 {
			if depth == len(x.path) {
				state := m.fingerprint()
				if schedules, ok := x.known[state]; ok {
					return schedules, nil
				}
				x.known[state] = 0
				x.path = append(x.path, branch{state: state, choices: slices.Clone(choices)})
			}
			b := &x.path[depth]
			choice = b.choices[b.next]
			depth++
		}
		if err := m.step(choice); err != nil {
			return 0, err
		}
		last = choice
	}
}

// schedule returns the steps of the last run in words.
func (x *explorer) schedule() string {
	var s strings.Builder
	for i, e := range x.model.trace {
		fmt.Fprintf(&s, "%4d %-10s %s\n", i+1, x.model.threads[e.thread].name, e.what)
	}
	return s.String()
}
