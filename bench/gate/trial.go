package gate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/gate/turns"
	"github.com/go-foundations/poolbench/bench/process"
)

// A leaf is a benchmark without sub-benchmarks, with the time it takes to run.
type leaf struct {
	subject int // index of the subject that it belongs to
	name    string
	units   []string // reported by both sides, in the order to show them

	iterations int           // of a turn
	start      time.Duration // from the start of a process until the benchmark runs
	turn       time.Duration // how long a turn takes, all in all
	turns      int           // of a round; see plan

	spread spread // of what was measured
}

// turnLength is how long a turn usually measures.
const turnLength = 25 * time.Millisecond

// trialTime is how long the trial runs a benchmark, as -benchtime.
const trialTime = "10ms"

// tried is what the two sides of a subject printed in a trial.
type tried struct {
	leaves  []*leaf
	added   []Figure // only at the head; no unit: all of the benchmark
	gone    []gone   // only at the base
	notes   []string // in full sentences
	strange []string // the output, if it had no results
	better  map[string]string
}

// gone is a benchmark that the head no longer has.
type gone struct {
	Figure
	why string
}

// try runs all benchmarks of a subject that match once, briefly, on both sides.
func try(ctx context.Context, index int, s Subject, base, head process.Program, o Options) (*tried, error) {
	out := &tried{better: make(map[string]string)}
	baseTime := trialTime
	if fixedIterations(o.Time) {
		baseTime = "1x" // how long it takes need not be known
	}
	b, err := list(ctx, base, o, baseTime)
	if err != nil {
		// If the head runs, it repairs what fails at the base; if not, report the base's error.
		if _, other := list(ctx, head, o, "1x"); other != nil {
			return nil, fmt.Errorf("base: %w", err)
		}
		out.notes = append(out.notes, fmt.Sprintf("The benchmarks of %s fail at the base but run at the head: %s.", s.Package, oneLine(err)))
		if b == nil {
			b = &sideTrial{}
		}
	}
	h, err := list(ctx, head, o, "1x")
	if err != nil {
		return nil, fmt.Errorf("head: %w", err)
	}
	for _, side := range []*sideTrial{b, h} {
		for unit, better := range side.better {
			out.better[unit] = better // the head's declaration wins
		}
	}
	for _, l := range b.found {
		if l.failed {
			continue
		}
		now := h.find(l.name)
		switch {
		case now == nil:
			out.gone = append(out.gone, gone{Figure{s.Package, l.name, ""}, "the head does not have it: was it renamed, moved or removed?"})
			continue
		case now.failed:
			return nil, fmt.Errorf("head: benchmark %s fails", l.name)
		}
		x := &leaf{subject: index, name: l.name, start: b.start}
		for unit := range l.Values {
			if _, ok := now.Values[unit]; ok {
				x.units = append(x.units, unit)
			} else {
				out.gone = append(out.gone, gone{Figure{s.Package, l.name, unit}, "the head no longer reports it"})
			}
		}
		x.calibrate(l, b.took[l], o.Time)
		out.leaves = append(out.leaves, x)
	}
	for _, l := range h.found {
		was := b.find(l.name)
		switch {
		case l.failed:
			return nil, fmt.Errorf("head: benchmark %s fails", l.name)
		case was == nil:
			out.added = append(out.added, Figure{s.Package, l.name, ""})
		case was.failed:
			out.added = append(out.added, Figure{s.Package, l.name, ""})
			out.notes = append(out.notes, fmt.Sprintf("Benchmark %s failed at the base but runs at the head.", l.name))
		default:
			for unit := range l.Values {
				if _, ok := was.Values[unit]; !ok {
					out.added = append(out.added, Figure{s.Package, l.name, unit})
				}
			}
		}
	}
	if len(b.found)+len(h.found) == 0 {
		out.strange = append(b.strange, h.strange...)
	}
	return out, nil
}

// oneLine returns the first line of an error.
func oneLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return strings.TrimRight(line, ".")
}

// A sideTrial is what the benchmarks of one side printed.
type sideTrial struct {
	listing
	start time.Duration // until the first benchmark began
	took  map[*listed]time.Duration
}

func (t *sideTrial) find(name string) *listed {
	i := slices.IndexFunc(t.found, func(l *listed) bool { return l.name == name })
	if i < 0 {
		return nil
	}
	return t.found[i]
}

// list runs all matching benchmarks once. With an error it also returns what was printed
// before it, if anything. A benchmark that fails is listed and is not an error.
func list(ctx context.Context, p process.Program, o Options, benchtime string) (*sideTrial, error) {
	t := &sideTrial{took: make(map[*listed]time.Duration)}
	began := time.Now()
	last := began
	err := p.Run(ctx, o.patience(), turns.Flags(o.Bench, benchtime, 1, "-test.v"), func(line string) {
		if t.start == 0 && bareName.MatchString(line) {
			t.start = time.Since(began)
			last = time.Now()
		}
		if l := t.line(line); l != nil {
			t.took[l] = time.Since(last)
			last = time.Now()
		}
	})
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil && !slices.ContainsFunc(t.found, func(l *listed) bool { return l.failed }) {
		return nil, err
	}
	// A failed benchmark only makes the process exit with a code.
	if err != nil && len(t.found) == 1 {
		return t, fmt.Errorf("benchmark %s fails: %w", t.found[0].name, err)
	}
	return t, nil
}

// calibrate sets the number of iterations of a turn, from a trial and its total time.
func (l *leaf) calibrate(r *listed, took time.Duration, benchtime string) {
	perOp := r.Values["sec/op"]
	if !(perOp > 0) || math.IsInf(perOp, 0) {
		perOp = max(took.Seconds(), 1e-9) / float64(max(r.Iterations, 1))
	}
	// The benchmark ran about three times: once, and with more iterations until it had run
	// for long enough; a slow one ran once. Time beyond what it measured is its setup.
	measured, runs := perOp*float64(r.Iterations), 3.0
	if r.Iterations > 1 {
		measured *= 1.7
	} else {
		runs = 1
	}
	setup := max(0, took.Seconds()-measured) / runs
	length := max(turnLength.Seconds(), min(4*setup, 1))
	l.iterations = int(max(1, min(math.Round(length/perOp), 1e9)))
	if fixedIterations(benchtime) {
		fmt.Sscanf(benchtime, "%dx", &l.iterations)
	}
	// Before it runs more than one iteration, it runs one.
	seconds := setup + perOp
	if l.iterations > 1 {
		seconds = 2*setup + perOp*float64(l.iterations+1)
	}
	l.turn = time.Duration(seconds * 1e9)
	l.turn += 500 * time.Microsecond // a garbage collection, at least
}

// fixedIterations reports whether a -benchtime is a number of iterations.
func fixedIterations(benchtime string) bool { return strings.HasSuffix(benchtime, "x") }

// CheckTime returns an error if a -benchtime is not valid.
func CheckTime(benchtime string) error {
	if benchtime == "" {
		return nil
	}
	var n int
	if fixedIterations(benchtime) {
		if _, err := fmt.Sscanf(benchtime, "%dx", &n); err != nil || n < 1 || fmt.Sprintf("%dx", n) != benchtime {
			return fmt.Errorf("%q: want a number of iterations such as 100x", benchtime)
		}
		return nil
	}
	if d, err := time.ParseDuration(benchtime); err != nil || d <= 0 {
		return fmt.Errorf("%q: want a time such as 0.5s, or a number of iterations such as 100x", benchtime)
	}
	return nil
}

var errNothing = errors.New("no benchmark")
