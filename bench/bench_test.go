package bench_test

import (
	"os"
	"testing"

	"github.com/go-foundations/poolbench/bench"
)

func TestMain(m *testing.M) { os.Exit(bench.Main(m)) }

// BenchmarkExecute runs every strategy over every preset:
//
//	go test -run '^$' -bench . ./bench
func BenchmarkExecute(b *testing.B) { bench.Run(b, nil, nil) }
