package memory_test

import (
	"testing"
	"testing/synctest"

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
