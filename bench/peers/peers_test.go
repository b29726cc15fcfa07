package peers

import (
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/adapter/adaptertest"
	"github.com/go-foundations/poolbench/pool"
)

func numbered(n int) []pool.Job[int] {
	jobs := make([]pool.Job[int], n)
	for i := range jobs {
		jobs[i].Data = i
	}
	return jobs
}

// TestPeers: every peer keeps the rules of adapters.
func TestPeers(t *testing.T) {
	for _, a := range All() {
		t.Run(a.Name, func(t *testing.T) { adaptertest.Test(t, a) })
	}
}

// TestAll: names are unique, and say whose they are.
func TestAll(t *testing.T) {
	seen := make(map[string]bool)
	streams := 0
	for _, a := range All() {
		if seen[a.Name] || a.Source == "" || strings.HasPrefix(a.Name, "plain") {
			t.Errorf("%+v", a)
		}
		seen[a.Name] = true
		if a.Stream != nil {
			streams++
		}
	}
	if streams < 4 {
		t.Errorf("%d take jobs as they arrive", streams)
	}
}
