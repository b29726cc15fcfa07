package ask

import "slices"

// tourFlags are the flags that a tour takes.
var tourFlags = []string{"results", "seed", "patience", "quick"}

// IsTour reports whether the flags that were given ask for nothing in particular: then
// compare shows what it can do.
func IsTour(given []string) bool {
	return !slices.ContainsFunc(given, func(name string) bool { return !slices.Contains(tourFlags, name) })
}
