package cli

import (
	"context"
	"io"
	"os/exec"
)

// A Farm lets agents run rounds. Agents are processes of this program, on this machine or on
// others. A program whose [Env] has a Farm has the flag --agents and the command agent.
type Farm interface {
	// Hire returns the agents that join the server at a URL.
	Hire(ctx context.Context, url string) (Agents, error)

	// Start starts n agents on this machine. The function agent returns the command of an
	// agent that joins the server at a URL.
	Start(ctx context.Context, n int, agent func(url string) *exec.Cmd) (Agents, error)

	// Serve is an agent: it joins the server at a URL, or is the server and listens at an
	// address, and calls do with one request after another until ctx ends, which is no error.
	// It writes messages to w.
	Serve(ctx context.Context, join, listen string, w io.Writer, do func(ctx context.Context, request []byte) ([]byte, error)) error
}

// Agents answer requests.
type Agents interface {
	// Do sends a request to an agent and returns the answer. Many goroutines may call it at
	// once; it waits if there are too many.
	Do(ctx context.Context, request []byte) ([]byte, error)

	// Ahead returns how many requests should be outstanding at once to keep every agent busy.
	Ahead() int

	Close() error
}
