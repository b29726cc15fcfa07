package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/ask"
)

const (
	defaultName = "compare" // the program, where it is not known what its user has typed
	devel       = "(devel)" // the version of a program that is built from a working tree
)

// command is one invocation.
type command struct {
	Env
	contenders []bench.Contender // all of them
	libraries  bool              // other people's pools are among the peers
	names      []string          // of the commands
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

	Farm Farm // nil: there are no agents

	Peers []bench.Contender // take part only if named, like the plain ways

	Typed []string // what users type to run the program; empty: compare
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
	if len(e.Typed) == 0 {
		e.Typed = []string{defaultName}
	}
	if e.Getenv == nil {
		e.Getenv = func(string) string { return "" }
	}
	return e
}

// typed returns the command line, to repeat it.
func (c *command) typed() []string { return slices.Concat(c.Typed, c.Args) }

// roster returns the contenders to choose from.
func (c *command) roster() ask.Roster {
	return ask.Roster{Strategies: c.contenders, Peers: c.Peers, Libraries: c.libraries}
}
