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
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/plain"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/selftest"
	"github.com/go-foundations/poolbench/workloads"
)

const (
	exitFine         = 0
	exitRegressed    = 1
	exitUnusable     = 2
	exitInconclusive = 3
)

// Main runs the command with the arguments of the process, and ends the
// process. The extra contenders stand beside the built-in strategies.
func Main(extra ...bench.Contender) { MainWithPeers(nil, extra...) }

// MainWithPeers is Main with contenders that take part only if --peer names them,
// beside the plain ways, which are always there.
func MainWithPeers(peers []bench.Contender, extra ...bench.Contender) {
	ctx, stop := signal.NotifyContext(context.Background(), endSignals...)
	ctx, cancel := context.WithCancelCause(ctx)
	env := Env{Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Peers: peers}
	if len(env.Args) == 0 || env.Args[0] != roundCommand && env.Args[0] != kernelsCommand { // a round ends with the command that reads it
		endUnread(cancel, &env.Stdout, &env.Stderr)
	}
	code := Run(ctx, env, extra...)
	cancel(nil)
	stop()
	os.Exit(code)
}

// Env is what the command sees of the world. What is nil is not there: nothing
// can be read from it, and what is written to it is gone.
type Env struct {
	Args           []string // without the program's name
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string

	// Program and Prefix start a round: Program with Prefix and then the
	// arguments. An empty Program means this executable.
	Program string
	Prefix  []string

	Peers []bench.Contender // take part only if they are named, as do the plain ways
}

// command is one invocation.
type command struct {
	Env
	contenders []bench.Contender // all there are
	libraries  bool              // other people's pools are among the peers
}

// Run runs the command and returns its exit code. When ctx ends, a comparison
// stops and answers from what is known so far.
func Run(ctx context.Context, env Env, extra ...bench.Contender) int {
	c := &command{Env: env.withDefaults(), contenders: append(bench.Strategies(), extra...)}
	c.libraries = len(c.Peers) > 0
	c.Peers = slices.Concat(c.Peers, plain.Contenders())
	err := c.checkNames()
	if err == nil {
		err = c.dispatch(ctx)
	}
	if errors.Is(err, flag.ErrHelp) {
		err = c.explain(err)
	}
	if err == nil {
		return exitFine
	}
	fmt.Fprintf(c.Stderr, "compare: %v\n", err)
	switch {
	case errors.Is(err, errInterrupted), errors.Is(err, errUndecided):
		return exitInconclusive
	case errors.Is(err, errRegressed):
		return exitRegressed
	}
	return exitUnusable
}

func (e Env) withDefaults() Env {
	if e.Stdin == nil {
		e.Stdin = strings.NewReader("")
	}
	if e.Stdout == nil {
		e.Stdout = io.Discard
	}
	if e.Stderr == nil {
		e.Stderr = io.Discard
	}
	if e.Getenv == nil {
		e.Getenv = func(string) string { return "" }
	}
	return e
}

var errInterrupted = errors.New("interrupted")

// dispatch runs the subcommand that the first argument names.
func (c *command) dispatch(ctx context.Context) error {
	if len(c.Args) > 0 {
		for _, s := range subcommands {
			if s.name == c.Args[0] {
				return s.run(c, ctx, c.Args[1:])
			}
		}
		if first := c.Args[0]; first != "" && first[0] != '-' {
			return c.unknownCommand(first)
		}
	}
	return c.compare(ctx, c.Args)
}

// A subcommand is one thing to do. Its flags are those that run parses.
type subcommand struct {
	name string
	args string // what follows the name, but for flags
	text string // what it does; empty: it is not for people
	run  func(c *command, ctx context.Context, args []string) error
}

// subcommands, by the first argument; without any, it is a comparison.
var subcommands = []subcommand{
	{"list", "[strategies|peers|workloads|arrivals|metrics|formats]", `
Lists what there is, with a line about each.`, (*command).list},
	{"show", "FILE...", `
Shows stored runs again, as they were answered or in another format.`, (*command).show},
	{"report", "FILE... -o page.html", `
Writes one page about stored runs, with pictures, that opens anywhere.`, (*command).report},
	{"diff", "FILE FILE", `
Says what has changed from one stored run to another, the earlier first: round
by round where both had the same jobs, else as two samples. Two files of what go
test -bench -count 10 printed are compared as samples, with benchstat's table; -
is standard input. What the machine did between them counts as a change; compare
gate --base runs both in turns.`, (*command).diff},
	{"gate", "--base COMMIT | --baseline FOLDER [-- FLAGS]", `
Exits with 1 if something has become worse, and says what and by how much.
With --base it compares the benchmarks of the working tree with those of the
merge base with that commit, in rounds: each links both in new random layouts,
and has them and the base once more, as a control, take turns of 25 ms. What
stands behind -- goes to the test binaries. With --baseline it repeats stored
runs, and looks at what does not depend on the machine. compare help verdicts
says what the answers mean.`, (*command).gate},
	{"policy", "[FILE]", `
Checks what a team has agreed on about its benchmarks, by default in
poolbench.yml, and says it in plain words: margins, which units are judged,
waivers and how long they hold. A mistake in it is told with its line.`, (*command).policy},
	{"history", "[FOLDER|FILE...]", `
Says when a figure of many stored runs changed, or one of many runs of go test
-bench: compare history --append history.jsonl new.txt adds what such a run
printed, - is standard input, and compare history history.jsonl finds what
changed. Only runs on one kind of machine are compared.`, (*command).history},
	{record.StudyScale, "--workers 1,2,4", `
Runs a workload on several worker counts: how much faster are more workers?
Speed-up, efficiency and serial fraction, with curves. Flags are those of a
comparison.`, studying(record.StudyScale)},
	{record.StudyGrain, "", `
Runs ever smaller jobs: how small may a job be before handing it out costs more
than doing it? See compare help metg. Flags are those of a comparison.`, studying(record.StudyGrain)},
	{"recommend", "--jobs-file LOG", `
Reads a log of real jobs, CSV or JSON lines, describes it, simulates every
strategy on it in virtual time, and answers which strategy and how many workers
it takes. Then it tries the best few in real time, on the busiest part.`, (*command).recommend},
	{"selftest", "--theory | --gate", `
Holds strategies in virtual time to queueing theory, or measures how often the
gate is wrong.`, (*command).selftest},
	{roundCommand, "", "", (*command).round},
	{kernelsCommand, "", "", func(_ *command, _ context.Context, args []string) error {
		selftest.RunKernels(args)
		return nil
	}},
}

func init() {
	// These list the subcommands themselves.
	subcommands = append(subcommands, []subcommand{
		{"completion", "bash|zsh", `
Writes a script that completes commands, flags and names: in a shell
source <(compare completion bash)`, (*command).completion},
		{"help", "[COMMAND|TOPIC|man]", `
Explains a command, or a word that the answers use. compare help man writes all
of that as a manual page: compare help man >compare.1`, (*command).help},
	}...)
}

// studying returns the subcommand of a study.
func studying(name string) func(*command, context.Context, []string) error {
	return func(c *command, ctx context.Context, args []string) error {
		return c.compare(ctx, append([]string{name}, args...))
	}
}

// unknownCommand returns the error for a command that is not known. Names of
// workloads and strategies follow a flag.
func (c *command) unknownCommand(name string) error {
	known := commandNames()
	for _, w := range workloads.All() {
		if w.Name == name {
			return wrongName("command", name, "--workload "+name, known)
		}
	}
	if slices.Contains(c.contenderNames(), name) {
		return wrongName("command", name, "--strategy "+name, known)
	}
	return unknown("command", name, known)
}

// checkNames refuses extra contenders that no flag and no file could name.
func (c *command) checkNames() error {
	seen := make(map[string]bool)
	for _, x := range slices.Concat(c.contenders, c.Peers) {
		switch name := x.Name(); {
		case !validName.MatchString(name) || name == all:
			return fmt.Errorf("strategy name %q: want lower-case words joined by hyphens, and not %q", name, all)
		case seen[name]:
			return fmt.Errorf("strategy %q: there are two of that name", name)
		default:
			seen[name] = true
		}
	}
	return nil
}
