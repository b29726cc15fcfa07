// Package cli is the compare command as a function. Your own program can run it with your
// own contenders:
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
// The program runs itself again for each round, so whatever happens before Main happens
// again in each round.
//
// Exit codes: 0 fine, and a comparison that is undecided; 1 diff or gate found something
// worse; 2 wrong usage, or a contender, a file or a folder that cannot be used; 3
// interrupted, with an answer from the rounds done so far, or diff or gate is inconclusive, or
// nothing that recommend tried reaches the target.
//
// # Reading the code
//
// It holds flags and wiring, and decides nothing. Calls run down this list:
//
//  1. main.go: [Main], [Run], exit codes; ending.go and ending_GOOS.go: signals and closed
//     pipes.
//     root.go: the tree of commands, on cobra, with version.go, help.go, topics.go and
//     completion.go.
//  2. One file per command, named after it: studies.go for compare scale, grain and sweep;
//     compare.go for the root command, with tour.go; recommend.go, with reading.go; list.go,
//     report.go, show.go, history.go, with history_append.go; diff.go, gate.go, with
//     gatebase.go and gateoptions.go; policy.go, selftest.go.
//  3. A comparison: parse.go and options.go, its flags, which package ask interprets;
//     leftout.go, who does not take part;
//     again.go and timeline.go for the extra run after the answer; measure.go, store.go;
//     agents.go for rounds that run elsewhere, or for others; round.go and kernels.go
//     for the processes that the command starts.
//  4. What several commands write: outcome.go and answer.go, with question.go, scale.go,
//     grain.go and sweep.go for the flags and the answers of studies.
//  5. What several commands parse: shape.go, complete.go for shell completion, args.go, flagerror.go
//     and values.go.
//  6. What they write to: terminal.go, file.go; typed.go has the name by which they call the
//     program.
//  7. The words of all of them: asked.go, the values of flags, command.go, an
//     invocation, and farm.go, the agents that a program can provide.
package cli
