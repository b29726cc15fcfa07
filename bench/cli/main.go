package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/plain"
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
	ctx, stop := signal.NotifyContext(context.Background(), endSignals...)
	ctx, cancel := context.WithCancelCause(ctx)
	env := Env{Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Peers: peers}
	if len(env.Args) == 0 || env.Args[0] != roundName && env.Args[0] != kernelsName { // a round ends with the command that reads it
		endUnread(cancel, &env.Stdout, &env.Stderr)
	}
	code := Run(ctx, env, extra...)
	cancel(nil)
	stop()
	os.Exit(code)
}

// Env is what the command sees of the world. A nil reader is empty, and a nil writer
// discards what is written to it.
type Env struct {
	Args           []string // without the program's name
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string

	// Program and Prefix start a round: Program with Prefix and then the
	// arguments. An empty Program means this executable.
	Program string
	Prefix  []string

	Peers []bench.Contender // take part only if named, like the plain ways
}

// Run runs the command and returns its exit code. When ctx ends, a comparison stops and
// answers from the rounds done so far.
func Run(ctx context.Context, env Env, extra ...bench.Contender) int {
	c := &command{Env: env.withDefaults(), contenders: append(bench.Strategies(), extra...)}
	c.libraries = len(c.Peers) > 0
	c.Peers = slices.Concat(c.Peers, plain.Contenders())
	err := c.checkNames()
	if err == nil {
		err = c.execute(ctx)
	}
	if err == nil {
		return exitFine
	}
	fmt.Fprintf(c.Stderr, "compare: %v\n", err)
	switch {
	case errors.Is(err, errInterrupted), errors.Is(err, verdict.ErrUndecided):
		return exitInconclusive
	case errors.Is(err, verdict.ErrRegressed):
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
