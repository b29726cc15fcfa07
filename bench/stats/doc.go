// Package stats holds the statistics of comparisons that no well-kept Go library
// has: exact rank tests with ties, the intervals that invert them, tests of
// several contenders and of several looks, and change points. What benchmath of
// golang.org/x/perf has is taken from there, not repeated here.
//
// The functions do no I/O, read no clock, change no argument and hold no state; all
// may be called concurrently. All of them end, without a panic and without time or
// memory that grows with the square of a sample, whatever the numbers: a p-value of
// samples with a value that is not finite is 1, an estimate is [Unknown], a direction 0,
// and no change is found. Those that draw at random take a seed. Each names its
// source.
//
// Files, in the order of reading: ranksum.go, walsh.go, aligned.go, bootstrap.go,
// rounds.go, proportion.go, changepoint.go, friedman.go, mannwhitney.go, spending.go,
// signedrank.go, estimate.go, finite.go, holm.go, select.go.
package stats
