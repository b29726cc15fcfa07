package gate

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/perf/benchfmt"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// Options say what to run and how to judge.
type Options struct {
	Bench  string         // of go test: a regular expression
	Unit   *regexp.Regexp // of what benchmarks report: which units count; nil: all
	Time   string         // of go test, as -benchtime; empty: its default
	Rounds int            // at most
	Budget time.Duration  // no round begins that would probably end after it; 0: no limit
	Margin float64        // differences of such a share do not matter
	Alpha  float64        // the chance of a wrong claim that is accepted
	Seed   uint64         // of the order within rounds

	Progress func(round int, name string) // called before each process; nil: not
}

// A Figure is what a benchmark reports in one unit.
type Figure struct{ Name, Unit string }

// The sides of a round.
const (
	Base = iota
	Head
	Control // the base once more
	sides
)

var sideNames = [sides]string{"base", "head", "control"}

// A Measure runs the benchmarks of one side once. It may leave out those that are not
// in only; nil means all.
type Measure func(ctx context.Context, side int, only []string) (map[Figure]float64, error)

// Run runs the two sides in rounds, each with a second process of the base as the
// control, and judges what they report.
func Run(ctx context.Context, base, head *Side, o Options) (*verdict.GateReport, error) {
	return Rounds(ctx, o, func(ctx context.Context, side int, only []string) (map[Figure]float64, error) {
		s := base
		if side == Head {
			s = head
		}
		return s.run(ctx, o, only)
	})
}

// Rounds measures the sides in rounds, each time in random order, and judges them by
// a [verdict.Sequence]: a benchmark that is decided at a look is not run any more. A
// benchmark of the base that is not there on every side in every round is an error:
// one that has vanished, or fails now and then, is no pass.
//
// When ctx ends it judges the rounds that were complete, and returns the cause as
// well; without a round there is no report.
func Rounds(ctx context.Context, o Options, measure Measure) (*verdict.GateReport, error) {
	order := rand.New(rand.NewPCG(o.Seed, 0x67617465))
	plan := verdict.NewSequence(o.Rounds, o.Margin, o.Alpha)
	var figures []verdict.Paired
	var only []string
	began := time.Now()
	var longest time.Duration
	var ended error
	done := 0
	for done < o.Rounds {
		if done > 0 && o.Budget > 0 && time.Since(began)+longest > o.Budget {
			break
		}
		start := time.Now()
		var round [sides]map[Figure]float64
		for _, side := range order.Perm(sides) {
			if o.Progress != nil {
				o.Progress(done+1, sideNames[side])
			}
			values, err := measure(ctx, side, only)
			if ctx.Err() != nil {
				ended = context.Cause(ctx)
				break
			}
			if err != nil {
				return nil, fmt.Errorf("round %d: %s: %w", done+1, sideNames[side], err)
			}
			round[side] = values
		}
		if ended != nil {
			break
		}
		done++
		longest = max(longest, time.Since(start))
		if done == 1 {
			figures = namesOf(round)
			plan.Report().Added = added(round)
		}
		if err := add(figures, round, only); err != nil {
			return nil, fmt.Errorf("round %d: %w", done, err)
		}
		if done < o.Rounds && plan.Due(done) {
			if only = plan.Look(done, figures, false); len(only) == 0 {
				return plan.Report(), nil
			}
		}
	}
	if done == 0 {
		return nil, ended
	}
	plan.Look(done, figures, true)
	return plan.Report(), ended
}

// namesOf returns the figures of the base, in the order of names and, as go test
// prints them, times first.
func namesOf(round [sides]map[Figure]float64) []verdict.Paired {
	var out []verdict.Paired
	for f := range round[Base] {
		out = append(out, verdict.Paired{Name: f.Name, Unit: f.Unit})
	}
	slices.SortFunc(out, func(a, b verdict.Paired) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), unitOrder(a.Unit)-unitOrder(b.Unit), cmp.Compare(a.Unit, b.Unit))
	})
	return out
}

// added returns the benchmarks that only the head has.
func added(round [sides]map[Figure]float64) []string {
	var out []string
	for f := range round[Head] {
		_, known := round[Base][f]
		if !known && !slices.Contains(out, f.Name) {
			out = append(out, f.Name)
		}
	}
	slices.Sort(out)
	return out
}

// add adds a round to the figures of those benchmarks that were to run.
func add(figures []verdict.Paired, round [sides]map[Figure]float64, only []string) error {
	for i := range figures {
		f := &figures[i]
		if only != nil && !slices.Contains(only, f.Name) {
			continue
		}
		for side, to := range []*[]float64{&f.Base, &f.Head, &f.Control} {
			v, ok := round[side][Figure{f.Name, f.Unit}]
			if !ok {
				return fmt.Errorf("the %s has no benchmark %s (%s), which the base had: was it renamed, or does it fail?", sideNames[side], f.Name, f.Unit)
			}
			*to = append(*to, v)
		}
	}
	return nil
}

func unitOrder(unit string) int {
	i := slices.Index([]string{"sec/op", "B/s", "B/op", "allocs/op"}, unit)
	if i < 0 {
		return 9
	}
	return i
}

// run runs the benchmarks of the side once, in a process of their own: all that match,
// or at least those that are still needed.
func (s *Side) run(ctx context.Context, o Options, only []string) (map[Figure]float64, error) {
	args := []string{"-test.run", "^$", "-test.bench", pattern(o.Bench, only), "-test.benchmem", "-test.count", "1"}
	if o.Time != "" {
		args = append(args, "-test.benchtime", o.Time)
	}
	binary, err := s.Link(ctx, 0)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, binary.Path, args...)
	cmd.Dir, cmd.Env = s.Dir(), s.Env()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("the benchmarks failed: %w\n%s%s", err, out, stderr.Bytes())
	}
	values := make(map[Figure]float64)
	r := benchfmt.NewReader(bytes.NewReader(out), s.Name)
	for r.Scan() {
		switch rec := r.Result().(type) {
		case *benchfmt.SyntaxError:
			return nil, fmt.Errorf("unreadable output: %w", rec)
		case *benchfmt.Result:
			for _, v := range rec.Values {
				if o.Unit != nil && !o.Unit.MatchString(v.Unit) {
					continue
				}
				f := Figure{rec.Name.String(), v.Unit}
				if _, twice := values[f]; twice {
					return nil, fmt.Errorf("benchmark %s reports %s twice", f.Name, f.Unit)
				}
				values[f] = v.Value
			}
		}
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	if len(values) == 0 {
		return nil, fmt.Errorf("no benchmark matches %q, or none has such a unit", o.Bench)
	}
	return values, nil
}

// pattern returns the -test.bench that runs those benchmarks and no others.
func pattern(bench string, only []string) string {
	if only == nil {
		return bench
	}
	var all []string
	for _, name := range only {
		// The number of processors is no part of the name that is matched.
		name = strings.TrimSuffix(name, fmt.Sprintf("-%d", runtime.GOMAXPROCS(0)))
		levels := strings.Split("Benchmark"+name, "/")
		for i, l := range levels {
			levels[i] = "^" + regexp.QuoteMeta(l) + "$"
		}
		all = append(all, strings.Join(levels, "/"))
	}
	return strings.Join(all, "|")
}
