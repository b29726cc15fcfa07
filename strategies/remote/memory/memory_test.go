package memory_test

import (
	"testing"
	"testing/synctest"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/enginetest"
	"github.com/go-foundations/poolbench/strategies/remote/memory"
)

// TestEngine: each rule in virtual time, in which leases of half a minute end at once.
func TestEngine(t *testing.T) {
	for _, rule := range enginetest.Rules() {
		t.Run(rule, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { enginetest.Rule(t, rule, memory.New(0)) })
		})
	}
}

// TestJobs: processes of one process share an engine.
func TestJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := memory.New(0)
		defer e.Close()
		enginetest.Jobs(t, func(*testing.T) remote.Engine { return shared{e} })
	})
}

// shared is an engine that outlives its Close.
type shared struct{ remote.Engine }

func (shared) Close() error { return nil }
