package peers

import (
	"slices"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/adapter"
)

// all are the peers, in the order in which to list them: a new file is a line here.
var all = slices.Concat(ants, pond, conc, xsync, gammazero, gopkg, creachadair, pkgz)

// All returns every way of every library.
func All() []adapter.Adapter { return slices.Clone(all) }

// Contenders returns all of them as contenders.
func Contenders() []bench.Contender { return adapter.Contenders(all) }
