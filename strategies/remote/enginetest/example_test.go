package enginetest_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote/enginetest"
	"github.com/go-foundations/poolbench/strategies/remote/memory"
)

func TestMine(t *testing.T) {
	for _, rule := range enginetest.Rules() {
		t.Run(rule, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { enginetest.Rule(t, rule, memory.New(time.Second)) })
		})
	}
}

// In a test file of one's own this is TestMine, and go test runs it.
func ExampleRule() { _ = TestMine }
