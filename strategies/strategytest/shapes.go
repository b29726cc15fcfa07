package strategytest

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var shapeRules = []rule{
	{
		name:    "name",
		explain: `Name returns lower-case words joined by hyphens, such as "work-stealing", and always the same`,
		run:     runName,
	},
	{
		name:    "shapes",
		explain: "batches of any length are run: empty, nil, and with fewer, as many, or more jobs than workers",
		run:     runShapes,
	},
	{
		name:    "spare-capacity",
		explain: "jobs ends at its length: elements between its length and its capacity are neither run nor overwritten",
		run:     runSpareCapacity,
	},
	{
		name:    "no-workers",
		explain: "fewer than one worker is an error that names NumWorkers; it is neither a panic nor a hang, and nothing runs",
		run:     runNoWorkers,
	},
}

var namePattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func runName(c *check) {
	s := c.strategy()
	name := s.Name()
	if !namePattern.MatchString(name) {
		c.errorf("Name() = %q, want a match of %s", name, namePattern)
	}
	for _, other := range []string{s.Name(), c.strategy().Name()} {
		if other != name {
			c.errorf("Name() = %q, before it was %q", other, name)
		}
	}
}

func runShapes(c *check) {
	for _, workers := range []int{1, 2, 3, 8} {
		for _, n := range []int{0, 1, workers - 1, workers, workers + 1} {
			in := equalJobs(workers, n)
			c.inBubble(in.label(), func() { c.complete(c.execute(c.strategy(), in)) })
		}
		in := script{workers: workers}
		c.inBubble("jobs is nil: "+in.label(), func() { c.complete(c.execute(c.strategy(), in)) })
		if c.failed() {
			return
		}
	}
}

func runSpareCapacity(c *check) {
	for _, n := range []int{0, 1, 3, 10} {
		all := newJobs(n + 8)
		want := slices.Clone(all)
		in := script{workers: 4, jobs: all[:n], capacity: n + 8}
		in.service = func(int) time.Duration { return time.Second }
		c.inBubble(in.label(), func() { c.complete(c.execute(c.strategy(), in)) })
		if !slices.Equal(all, want) {
			c.errorf("%s of a slice with capacity %d: the elements past its length were changed", in.label(), cap(in.jobs))
		}
	}
}

func runNoWorkers(c *check) {
	for _, workers := range []int{0, -1} {
		in := equalJobs(workers, 3)
		c.inBubble(in.label(), func() {
			out := c.execute(c.strategy(), in)
			var config *pool.ConfigError
			switch {
			case out.panicked != nil: // noted already
			case out.err == nil:
				c.errorf("%s: no error", in.label())
			case errors.As(out.err, &config) && config.Field == "NumWorkers":
			case !strings.Contains(out.err.Error(), "NumWorkers"), !strings.Contains(out.err.Error(), fmt.Sprint(workers)):
				c.errorf("%s: error %q, want one that names NumWorkers and %d", in.label(), out.err, workers)
			}
			if n := len(out.results) + len(out.calls); n > 0 {
				c.errorf("%s: ran %d jobs and sent %d results, want none", in.label(), len(out.calls), len(out.results))
			}
		})
	}
}
