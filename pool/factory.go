package pool

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// A Factory finds strategies by name. The zero value is empty and ready; it is
// safe for concurrent use. Package strategies has one with all the built-ins.
type Factory[T, R any] struct {
	mu     sync.RWMutex // guards byName
	byName map[string]Strategy[T, R]
}

// NewFactory returns an empty Factory.
func NewFactory[T, R any]() *Factory[T, R] { return new(Factory[T, R]) }

// RegisterStrategy makes a strategy available under a name. An underscore
// counts as a hyphen: "round_robin" and "round-robin" are one name. A name is
// registered once; a second strategy for it is an error.
func (f *Factory[T, R]) RegisterStrategy(name string, s Strategy[T, R]) error {
	key := normalName(name)
	switch {
	case !validName(key):
		return fmt.Errorf("strategy name %q: want lower-case words joined by hyphens", name)
	case key == Custom:
		return fmt.Errorf("strategy name %q: reserved for strategies given by WithStrategy", name)
	case s == nil:
		return fmt.Errorf("strategy %q: is nil", name)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.byName[key]; ok {
		return fmt.Errorf("strategy %q: registered already", name)
	}
	if f.byName == nil {
		f.byName = make(map[string]Strategy[T, R])
	}
	f.byName[key] = s
	return nil
}

// Lookup returns the strategy registered under a name. The error for an
// unknown one lists the known.
func (f *Factory[T, R]) Lookup(name string) (Strategy[T, R], error) {
	f.mu.RLock()
	s, ok := f.byName[normalName(name)]
	f.mu.RUnlock()
	if !ok {
		return nil, fmt.Errorf("strategy %q: unknown (have %s)", name, strings.Join(f.Names(), ", "))
	}
	return s, nil
}

// Names returns the registered names, sorted.
func (f *Factory[T, R]) Names() []string {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return slices.Sorted(maps.Keys(f.byName))
}

func normalName(name string) string { return strings.ReplaceAll(name, "_", "-") }

// validName reports whether name matches [a-z0-9]+(-[a-z0-9]+)*.
func validName(name string) bool {
	for word := range strings.SplitSeq(name, "-") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}
