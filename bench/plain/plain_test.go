package plain_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/adapter"
	"github.com/go-foundations/poolbench/bench/adapter/adaptertest"
	"github.com/go-foundations/poolbench/bench/plain"
)

func TestAdapters(t *testing.T) {
	for _, a := range plain.All() {
		t.Run(a.Name, func(t *testing.T) { adaptertest.Test(t, a) })
	}
}

// TestAll: names are of this family and unique, the one to measure against among them.
func TestAll(t *testing.T) {
	var seen []string
	for _, a := range plain.All() {
		if !strings.HasPrefix(a.Name, "plain-") || slices.Contains(seen, a.Name) || a.Source != "" {
			t.Errorf("%+v", a)
		}
		seen = append(seen, a.Name)
	}
	if !slices.Contains(seen, plain.Static) {
		t.Errorf("%q is not among %q", plain.Static, seen)
	}
	if i := slices.IndexFunc(plain.All(), func(a adapter.Adapter) bool { return a.Stream != nil }); i < 0 {
		t.Error("none takes jobs as they arrive")
	}
}
