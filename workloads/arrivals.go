package workloads

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Arrivals is a process that says when jobs arrive.
type Arrivals interface {
	// Name returns what [ArrivalsByName] takes: a word, and a parameter after a
	// colon unless it has its default.
	Name() string

	// Summary says in one line what arrives so.
	Summary() string

	// Gaps returns a generator of the times between arrivals, drawn from r, in
	// units of their mean.
	Gaps(r *rand.Rand) func() float64

	// Validate returns an error for parameters that make no process.
	Validate() error
}

// AllArrivals returns every process with its default parameters. To add one,
// write its file and add its line here and, if it has a parameter, in
// withParameter.
func AllArrivals() []Arrivals {
	return []Arrivals{AtOnce{}, Poisson{}, Bursty{}, Gamma{}}
}

// withParameter returns the process with what follows the colon in its name.
func withParameter(a Arrivals, x float64) (Arrivals, bool) {
	switch a.(type) {
	case Bursty:
		return Bursty{Ratio: x}, true
	case Gamma:
		return Gamma{Var: x, Even: x == 0}, true
	}
	return a, false
}

// ArrivalsByName returns a process by its name: "poisson", "gamma:8". The error
// for an unknown name is an *UnknownArrivalsError.
func ArrivalsByName(name string) (Arrivals, error) {
	word, parameter, has := strings.Cut(name, ":")
	var known []string
	for _, a := range AllArrivals() {
		known = append(known, a.Name())
		if a.Name() != word {
			continue
		}
		if !has {
			return a, nil
		}
		x, err := strconv.ParseFloat(parameter, 64)
		if err != nil {
			return nil, fmt.Errorf("arrivals %q: want a number after the colon", name)
		}
		a, ok := withParameter(a, x)
		if !ok {
			return nil, fmt.Errorf("arrivals %q: %s takes no parameter", name, word)
		}
		if err := a.Validate(); err != nil {
			return nil, err
		}
		return a, nil
	}
	return nil, &UnknownArrivalsError{name, known}
}

// An UnknownArrivalsError says that no process has a name.
type UnknownArrivalsError struct {
	Name  string
	Known []string // names there are, in the order of [AllArrivals]
}

func (e *UnknownArrivalsError) Error() string {
	return fmt.Sprintf("arrivals %q: unknown (have %s)", e.Name, strings.Join(e.Known, ", "))
}

// Schedule returns when each of n jobs arrives, since the run began, ascending:
// the first after a gap, too, and mean apart on average. The same process, n and
// seed make the same schedule, stretched by mean, which is in nanoseconds and may
// be less than one: a hundred thousand workers need several jobs in each.
func Schedule(a Arrivals, n int, mean float64, seed uint64) ([]time.Duration, error) {
	if err := a.Validate(); err != nil {
		return nil, err
	}
	if !(mean >= 0) || math.IsInf(mean, 0) {
		return nil, fmt.Errorf("arrivals %s: mean gap is %v ns, want a number, 0 or more", a.Name(), mean)
	}
	next := a.Gaps(rand.New(rand.NewPCG(seed, streamArrivals)))
	schedule := make([]time.Duration, n)
	// The sum is rounded, not each gap: else gaps of a few nanoseconds would be
	// off by a tenth, all in the same direction.
	at := 0.0
	for i := range schedule {
		at += next()
		x := at * mean
		if !(x < math.MaxInt64) {
			return nil, fmt.Errorf("arrivals %s: mean gap is %v ns, so that the last of %d jobs arrives after %g s", a.Name(), mean, n, x/1e9)
		}
		schedule[i] = time.Duration(math.Round(x))
	}
	return schedule, nil
}

// AtOnce has all jobs arrive when the run begins.
type AtOnce struct{}

// Name returns "at-once".
func (AtOnce) Name() string                   { return "at-once" }
func (AtOnce) Summary() string                { return "all jobs when the run begins" }
func (AtOnce) Gaps(*rand.Rand) func() float64 { return func() float64 { return 0 } }
func (AtOnce) Validate() error                { return nil }

// Poisson has jobs arrive independently of each other: gaps are exponential, SCV
// 1.
type Poisson struct{}

// Name returns "poisson".
func (Poisson) Name() string                     { return "poisson" }
func (Poisson) Summary() string                  { return "independent of each other, as from many users" }
func (Poisson) Gaps(r *rand.Rand) func() float64 { return r.ExpFloat64 }
func (Poisson) Validate() error                  { return nil }
