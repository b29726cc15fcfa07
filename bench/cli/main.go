package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"syscall"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/plain"
	"github.com/go-foundations/poolbench/bench/recommend"
	"github.com/go-foundations/poolbench/bench/verdict"
)

const (
	exitFine         = 0
	exitRegressed    = 1
	exitUnusable     = 2
	exitInconclusive = 3
)

// Main runs the command with the arguments of the process, and ends the process. The extra
// contenders take part beside the built-in strategies.
func Main(extra ...bench.Contender) { MainWithPeers(nil, extra...) }

// MainWithPeers is Main with contenders that take part only if --peer names them, like the
// plain ways, which are always available.
func MainWithPeers(peers []bench.Contender, extra ...bench.Contender) {
	MainWithFarm(nil, peers, extra...)
}

// MainWithFarm is MainWithPeers for a program that can also have agents run the rounds.
func MainWithFarm(farm Farm, peers []bench.Contender, extra ...bench.Contender) {
	ctx, stop := signal.NotifyContext(context.Background(), endSignals...)
	ctx, cancel := context.WithCancelCause(ctx)
	env := Env{Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Peers: peers, Farm: farm}
	built, _ := debug.ReadBuildInfo()
	env.Typed = typedAs(os.Args[0], built, os.DirFS("."))
	if len(env.Args) == 0 || env.Args[0] != roundName && env.Args[0] != kernelsName { // a round ends with the command that reads it
		endUnread(cancel, &env.Stdout, &env.Stderr)
	}
	code := Run(ctx, env, extra...)
	cancel(nil)
	stop()
	os.Exit(code)
}

// Run runs the command and returns its exit code. When ctx ends, a comparison stops and
// answers from the rounds done so far.
func Run(ctx context.Context, env Env, extra ...bench.Contender) int {
	c := &command{Env: env.withDefaults(), contenders: append(bench.Strategies(), extra...)}
	c.libraries = len(c.Peers) > 0
	c.Peers = slices.Concat(c.Peers, plain.Contenders())
	err := c.roster().Check()
	if err == nil {
		err = c.execute(ctx)
	}
	if err == nil {
		return exitFine
	}
	var told answered
	if !errors.As(err, &told) && !errors.Is(err, syscall.EPIPE) { // as in compare | head
		c.say("compare: %v", err)
	}
	switch {
	case errors.Is(err, verdict.ErrInterrupted), errors.Is(err, verdict.ErrUndecided), errors.Is(err, recommend.ErrUnattained):
		return exitInconclusive
	case errors.Is(err, verdict.ErrRegressed):
		return exitRegressed
	}
	return exitUnusable
}
