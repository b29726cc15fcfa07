package bench_test

import (
	"testing"

	"github.com/go-foundations/poolbench/bench"
)

// BenchmarkExecute runs every strategy over every preset:
//
//	go test -run '^$' -bench . ./bench
func BenchmarkExecute(b *testing.B) { bench.Run(b, nil, nil) }
