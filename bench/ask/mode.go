package ask

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/bench/study"
	"github.com/go-foundations/poolbench/workloads"
)

// Words of the flags of a mode.
const (
	Replay       = "replay"     // --arrivals: as a trace says
	MaxLoad      = "max"        // --load: search for the greatest
	ByGoroutines = "goroutines" // --virtual: run strategies with goroutines
)

// A Mode says how jobs arrive and in which time they run: by default all at once, in real
// time. It is passed to the process of a round unchanged.
type Mode struct {
	Virtual bool
	// Goroutines runs strategies with goroutines in virtual time, too.
	Goroutines bool      `json:",omitempty"`
	Cores      int       // in virtual time, how many jobs compute at once; 0: all that run
	Arrivals   string    // of a stream; empty: a batch
	Loads      []float64 // of a stream; none: arrival times are not scaled
	Search     bool      // search for the greatest load, instead of Loads
}

// resolveMode reads the flags that make up the mode, once the workloads are known.
func (c *Comparison) resolveMode(load string, set map[string]bool) error {
	m := &c.Mode
	switch {
	case set["cores"] && !m.Virtual:
		return errors.New("--cores: requires --virtual; in real time jobs use the cores of this host")
	case m.Cores < 0 || m.Cores == 0 && set["cores"]:
		return fmt.Errorf("--cores %d: want at least 1", m.Cores)
	case set["arrivals"] && m.Arrivals == "":
		return errors.New(`--arrivals "": want a name (see compare list arrivals)`)
	}
	if set["load"] {
		if err := m.parseLoads(load); err != nil {
			return err
		}
	}
	if m.Arrivals == "" && set["load"] {
		m.Arrivals = workloads.Poisson{}.Name()
		if len(c.Workloads) == 1 && c.Workloads[0].Trace.HasArrivals() {
			m.Arrivals = Replay
		}
	}
	return c.checkArrivals(set["load"])
}

// parseLoads reads the flag --load.
func (m *Mode) parseLoads(list string) error {
	if list == MaxLoad {
		if !m.Virtual {
			return errors.New("--load max: requires --virtual, where the search is free of noise")
		}
		m.Search = true
		return nil
	}
	parts := SplitList(list)
	if err := checkList("--load", parts); err != nil {
		return err
	}
	for _, part := range parts {
		loads, err := parseLoad(part)
		if err != nil {
			return err
		}
		for _, x := range loads {
			if slices.Contains(m.Loads, x) {
				if len(loads) > 1 {
					return fmt.Errorf("--load %q: %v appears twice", part, x)
				}
				return fmt.Errorf("--load: %q appears twice", part)
			}
			m.Loads = append(m.Loads, x)
		}
	}
	return nil
}

// parseLoad reads a load, or a range of loads.
func parseLoad(text string) ([]float64, error) {
	first, last, isRange := strings.Cut(text, "..")
	a, err := strconv.ParseFloat(first, 64)
	if !isRange {
		if err != nil || !(a > 0 && a <= mostLoad) {
			return nil, fmt.Errorf("--load %q: want shares of what the workers can do, such as 0.8 or 0.5,0.9, or %q", text, MaxLoad)
		}
		return []float64{a}, nil
	}
	b, err2 := strconv.ParseFloat(last, 64)
	if err != nil || err2 != nil || !(b <= mostLoad) {
		return nil, fmt.Errorf("--load %q: want FIRST..LAST, up to %d, such as 0.1..0.9", text, mostLoad)
	}
	loads, err := study.LoadRange(a, b)
	if err != nil {
		return nil, fmt.Errorf("--load %q: %w", text, err)
	}
	return loads, nil
}

// mostLoad is the greatest load that is accepted.
const mostLoad = 10

// checkArrivals checks that the workloads can have the arrivals asked for.
func (c *Comparison) checkArrivals(load bool) error {
	m := &c.Mode
	switch m.Arrivals {
	case "":
		return nil
	case Replay:
		for _, w := range c.Workloads {
			if !w.Trace.HasArrivals() {
				return fmt.Errorf("--arrivals replay: workload %q has no arrivals: want trace:FILE.csv with a column arrival", w.Name)
			}
		}
		return nil
	}
	a, err := workloads.ArrivalsByName(m.Arrivals)
	var none *workloads.UnknownArrivalsError
	if errors.As(err, &none) {
		return nearest.Unknown("arrivals", m.Arrivals, append(none.Known, Replay), "compare list arrivals")
	}
	if err != nil {
		return err
	}
	_, atOnce := a.(workloads.AtOnce)
	if atOnce && load {
		return errors.New("--arrivals at-once: cannot be combined with --load")
	}
	if !atOnce && !load {
		return fmt.Errorf("--arrivals %s: wants a --load, such as --load 0.8", m.Arrivals)
	}
	return nil
}

// stream reports whether jobs arrive over time.
func (m *Mode) stream() bool { return m.Arrivals != "" }

// plan applies the mode, which has been checked, to a plan.
func (m *Mode) plan(p *bench.Plan) error {
	p.Goroutines = m.Goroutines
	p.Virtual, p.Cores, p.Loads, p.Search = m.Virtual, m.Cores, m.Loads, m.Search
	switch m.Arrivals {
	case "":
		return nil
	case Replay:
		p.Replay = true
		return nil
	}
	var err error
	p.Arrivals, err = workloads.ArrivalsByName(m.Arrivals)
	return err
}

// args returns the flags for the same mode.
func (m *Mode) args() []string {
	var args []string
	switch {
	case m.Goroutines:
		args = append(args, "--virtual="+ByGoroutines)
	case m.Virtual:
		args = append(args, "--virtual")
	}
	if m.Cores > 0 {
		args = append(args, "--cores", strconv.Itoa(m.Cores))
	}
	if m.Arrivals != "" {
		args = append(args, "--arrivals", m.Arrivals)
	}
	if m.Search {
		return append(args, "--load", MaxLoad)
	}
	var loads []string
	for _, x := range m.Loads {
		loads = append(loads, strconv.FormatFloat(x, 'g', -1, 64))
	}
	if len(loads) > 0 {
		args = append(args, "--load", strings.Join(loads, ","))
	}
	return args
}
