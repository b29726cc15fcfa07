package ask

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// Words in place of names.
const (
	All   = "all"   // every name there is
	Usual = "usual" // the strategies that are compared by default
)

// A Roster is the contenders that there are.
type Roster struct {
	Strategies []bench.Contender
	Peers      []bench.Contender // take part only if they are named
	Libraries  bool              // other people's pools are among the peers
}

// Contenders finds the contenders of those names, or the usual ones, or all.
func (r Roster) Contenders(names []string) ([]bench.Contender, error) {
	switch {
	case slices.Equal(names, []string{All}):
		return r.Strategies, nil
	case slices.Equal(names, []string{Usual}):
		return r.Usual(), nil
	}
	if err := checkList("--strategy", names); err != nil {
		return nil, err
	}
	var out []bench.Contender
	for _, name := range names {
		x, err := find("strategy", slices.Concat(r.Strategies, r.Peers), name)
		if err != nil {
			return nil, err
		}
		if x == nil {
			return nil, nearest.Unknown("strategy", Base(name), append(r.Names(), All, Usual), "compare list strategies")
		}
		out = append(out, x)
	}
	return out, nil
}

// Base returns the name of a contender without its settings: that of bounded:4 is bounded.
func Base(name string) string {
	base, _, _ := strings.Cut(name, ":")
	return base
}

// find returns the contender of that name, or the one that it names with the settings that
// follow; nil: there is none.
func find(kind string, all []bench.Contender, name string) (bench.Contender, error) {
	base, settings, set := strings.Cut(name, ":")
	i := slices.IndexFunc(all, func(x bench.Contender) bool { return x.Name() == base })
	if i < 0 {
		return nil, nil
	}
	if !set {
		return all[i], nil
	}
	s, ok := all[i].(bench.Settable)
	if !ok {
		return nil, fmt.Errorf("%s %q: %s has no settings", kind, name, base)
	}
	x, err := s.With(settings)
	if err != nil {
		return nil, fmt.Errorf("%s %q: %w", kind, name, err)
	}
	return x, nil
}

// FlagOf returns the flag that takes the name, of a workload or a strategy, or "".
func (r Roster) FlagOf(name string) string {
	switch {
	case slices.ContainsFunc(workloads.All(), func(w workloads.Workload) bool { return w.Name == name }):
		return "--workload"
	case slices.Contains(r.Names(), Base(name)):
		return "--strategy"
	}
	return ""
}

// Usual returns the contenders that are compared by default: all except the built-in
// strategies for special purposes.
func (r Roster) Usual() []bench.Contender {
	special := bench.Strategies()
	for _, x := range bench.Usual() {
		special = slices.DeleteFunc(special, func(s bench.Contender) bool { return s.Name() == x.Name() })
	}
	var out []bench.Contender
	for _, x := range r.Strategies {
		if !named(special, x.Name()) {
			out = append(out, x)
		}
	}
	return out
}

// named reports whether one of the contenders has that name.
func named(all []bench.Contender, name string) bool {
	return slices.ContainsFunc(all, func(x bench.Contender) bool { return x.Name() == name })
}

// NoLibraries explains where other people's pools are.
const NoLibraries = "other libraries are built into a separate program, to keep their dependencies out of yours: in a clone of poolbench, run make peers"

// PeersNamed finds the peers of those names, or all. The name of a library stands for all
// of its variants: ants also for ants-func, but not if settings follow it.
func (r Roster) PeersNamed(names []string) ([]bench.Contender, error) {
	if slices.Equal(names, []string{All}) {
		return r.Peers, nil
	}
	if err := checkList("--peer", names); err != nil {
		return nil, err
	}
	var out []bench.Contender
	var known []string
	for _, name := range names {
		found := false
		if Base(name) != name {
			x, err := find("peer", r.Peers, name)
			if err != nil {
				return nil, err
			}
			if x != nil {
				out = append(out, x)
				continue
			}
		}
		for _, x := range r.Peers {
			known = append(known, x.Name())
			if x.Name() != name && !strings.HasPrefix(x.Name(), name+"-") {
				continue
			}
			found = true
			if !named(out, x.Name()) {
				out = append(out, x)
			}
		}
		if !found && !r.Libraries {
			return nil, fmt.Errorf("%w; %s", nearest.Unknown("peer", name, append(known, All), "compare list peers"), NoLibraries)
		}
		if !found {
			return nil, nearest.Unknown("peer", name, append(known, All), "compare list peers")
		}
	}
	return out, nil
}

// Names returns the names of the strategies.
func (r Roster) Names() []string {
	var names []string
	for _, x := range r.Strategies {
		names = append(names, x.Name())
	}
	return names
}

// Check refuses contenders that no flag and no file could name.
func (r Roster) Check() error {
	seen := make(map[string]bool)
	for _, x := range slices.Concat(r.Strategies, r.Peers) {
		switch name := x.Name(); {
		case !validName.MatchString(name) || name == All || name == Usual:
			return fmt.Errorf("strategy name %q: want lower-case words joined by hyphens, and not %q or %q", name, All, Usual)
		case seen[name]:
			return fmt.Errorf("strategy %q: there are two with that name", name)
		default:
			seen[name] = true
		}
	}
	return nil
}

// validName matches the names of contenders.
var validName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Settings describes what may follow the name of a contender and a colon.
func Settings(x bench.Contender) []string {
	if s, ok := x.(bench.Settable); ok {
		return s.Settings()
	}
	return nil
}

// Summary says in one line when to use a contender.
func Summary(x bench.Contender) string {
	for _, e := range strategies.All() {
		if e.Name() == Base(x.Name()) {
			return e.Summary
		}
	}
	if s, ok := x.(interface{ Summary() string }); ok {
		return s.Summary()
	}
	return "came with this program"
}
