package gate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"regexp"
	"slices"
	"time"

	"golang.org/x/perf/benchfmt"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// Options say what to run. Bench and Rounds are needed.
type Options struct {
	Bench  string         // of go test: a regular expression
	Unit   *regexp.Regexp // of what benchmarks report: which units count; nil: all
	Time   string         // of go test, as -benchtime; empty: its default
	Rounds int            // at most
	Budget time.Duration  // no round begins that would probably end after it; 0: no limit
	Seed   uint64         // of the order within rounds

	Progress func(round int, name string) // called before each process; nil: not
}

// A figure is what a benchmark reports in one unit.
type figure struct{ name, unit string }

// Run runs the two sides in rounds, each with a second process of the base as the
// control, and returns what every figure was, round by round. A benchmark that is
// not on both sides in every round is an error: one that has vanished, or fails
// now and then, is no pass.
//
// When ctx ends it returns the rounds that were complete, and the cause.
func Run(ctx context.Context, base, head Side, o Options) ([]verdict.Paired, error) {
	control := base
	control.Name = "control"
	sides := []Side{base, head, control}
	order := rand.New(rand.NewPCG(o.Seed, 0x67617465))
	var rounds []map[string]map[figure]float64 // by side
	began := time.Now()
	var longest time.Duration
	var ended error
	for round := 1; round <= o.Rounds; round++ {
		if round > 1 && o.Budget > 0 && time.Since(began)+longest > o.Budget {
			break
		}
		start := time.Now()
		got := make(map[string]map[figure]float64)
		for _, i := range order.Perm(len(sides)) {
			s := sides[i]
			if o.Progress != nil {
				o.Progress(round, s.Name)
			}
			values, err := s.run(ctx, o)
			if ctx.Err() != nil {
				ended = context.Cause(ctx)
				break
			}
			if err != nil {
				return nil, fmt.Errorf("round %d: %s: %w", round, s.Name, err)
			}
			got[s.Name] = values
		}
		if ended != nil {
			break
		}
		rounds = append(rounds, got)
		longest = max(longest, time.Since(start))
	}
	paired, err := pair(rounds)
	return paired, errors.Join(err, ended)
}

// run runs the benchmarks of the side once, in a process of their own.
func (s Side) run(ctx context.Context, o Options) (map[figure]float64, error) {
	args := []string{"-test.run", "^$", "-test.bench", o.Bench, "-test.benchmem", "-test.count", "1"}
	if o.Time != "" {
		args = append(args, "-test.benchtime", o.Time)
	}
	cmd := exec.CommandContext(ctx, s.binary, args...)
	cmd.Dir = s.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("the benchmarks failed: %w\n%s%s", err, out, stderr.Bytes())
	}
	values := make(map[figure]float64)
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
				f := figure{rec.Name.String(), v.Unit}
				if _, twice := values[f]; twice {
					return nil, fmt.Errorf("benchmark %s reports %s twice", f.name, f.unit)
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

// pair turns rounds into figures.
func pair(rounds []map[string]map[figure]float64) ([]verdict.Paired, error) {
	if len(rounds) == 0 {
		return nil, nil
	}
	all := make(map[figure]bool)
	for _, r := range rounds {
		for _, values := range r {
			for f := range values {
				all[f] = true
			}
		}
	}
	var out []verdict.Paired
	for f := range all {
		p := verdict.Paired{Name: f.name, Unit: f.unit}
		for i, r := range rounds {
			for _, side := range []string{"base", "head", "control"} {
				v, ok := r[side][f]
				if !ok {
					return nil, fmt.Errorf("round %d: the %s has no benchmark %s (%s), which others have: was it renamed, or does it fail?", i+1, side, f.name, f.unit)
				}
				switch side {
				case "base":
					p.Base = append(p.Base, v)
				case "head":
					p.Head = append(p.Head, v)
				default:
					p.Control = append(p.Control, v)
				}
			}
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b verdict.Paired) int {
		if a.Name != b.Name {
			if a.Name < b.Name {
				return -1
			}
			return 1
		}
		// Times first, as go test prints them.
		return unitOrder(a.Unit) - unitOrder(b.Unit)
	})
	return out, nil
}

func unitOrder(unit string) int {
	i := slices.Index([]string{"sec/op", "B/s", "B/op", "allocs/op"}, unit)
	if i < 0 {
		return 9
	}
	return i
}
