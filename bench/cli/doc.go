// Package cli is the compare command as a function, so that a program of one's
// own can run it with contenders of one's own:
//
//	package main
//
//	import (
//		"github.com/go-foundations/poolbench/bench"
//		"github.com/go-foundations/poolbench/bench/cli"
//	)
//
//	func main() { cli.Main(bench.Discipline(Mine{})) }
//
// It runs itself again for each round, so everything that happens before Main
// happens in each round, too.
//
// Exit codes: 0 fine; 1 the gate found something worse; 2 wrong usage, or a contender, a file or a folder that
// cannot be used; 3 interrupted, the answer being that of the rounds done, or
// inconclusive.
//
// # Reading the code
//
// It holds flags and wiring, and decides nothing:
//
//  1. main.go: [Main], [Run], exit codes. root.go: the tree of commands, on cobra.
//  2. One file a command, named as it is: compare.go for that without a name, then
//     scale.go, grain.go, recommend.go, list.go, show.go, report.go, diff.go,
//     gate.go, policy.go, history.go, selftest.go, help.go; round.go and kernels.go
//     are for processes that the command starts.
//  3. What several commands parse: options.go and what it uses, mode.go, resolve.go,
//     outcome.go, values.go; flagerror.go and suggest.go for what is wrong with
//     flags, complete.go for what a shell completes.
//  4. What they write to: answer.go, progress.go, terminal.go, file.go.
package cli
