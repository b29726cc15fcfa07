package cli

import (
	"context"
	"io"
	"os/exec"
)

// A Farm has rounds done by agents, which are processes of this program, on this machine or on
// others. A program whose [Env] has one has the flag --agents and the command agent.
type Farm interface {
	// Hire returns the agents that join the server at a URL.
	Hire(ctx context.Context, url string) (Agents, error)

	// Start starts so many agents on this machine, each with the command that agent returns
	// for the URL that it is to join.
	Start(ctx context.Context, n int, agent func(url string) *exec.Cmd) (Agents, error)

	// Serve is an agent: it joins the server at a URL, or is the server and listens at an
	// address, and calls do with each request until ctx ends, which is no error. It does one
	// at a time. What it has to say goes to w.
	Serve(ctx context.Context, join, listen string, w io.Writer, do func(ctx context.Context, request []byte) ([]byte, error)) error
}

// Agents do what they are asked to.
type Agents interface {
	// Do has an agent do a request, and returns what it answers. It is called by many
	// goroutines at once, and waits where those are too many.
	Do(ctx context.Context, request []byte) ([]byte, error)

	// Ahead returns how many requests should be there at once, so that no agent is idle.
	Ahead() int

	Close() error
}
