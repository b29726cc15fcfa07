// Package crew starts worker processes, which are this program started again, and waits until
// they are ready. They end when the process that started them closes their standard input, or
// ends itself.
package crew

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
)

// ready is what a worker process prints once it waits for jobs.
const ready = "ready"

// A Crew is worker processes.
type Crew struct {
	stdins []io.Closer
	ended  sync.WaitGroup
}

// Start starts n processes, each with environment(i) besides the environment of this one, and
// returns once all are ready. One that fails is told to lost.
func Start(lost func(error), n int, environment func(i int) []string) (_ *Crew, err error) {
	c := new(Crew)
	defer func() {
		if err != nil {
			c.Stop()
		}
	}()
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	var outputs []*bufio.Reader
	for i := range n {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), environment(i)...)
		cmd.Stderr = os.Stderr
		stdin, err := cmd.StdinPipe()
		if err != nil {
			return nil, err
		}
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			return nil, err
		}
		if err := cmd.Start(); err != nil {
			return nil, err
		}
		c.stdins, outputs = append(c.stdins, stdin), append(outputs, bufio.NewReader(stdout))
		c.ended.Go(func() {
			if state, err := cmd.Process.Wait(); err != nil || !state.Success() {
				lost(fmt.Errorf("a worker process ended: %v, %v", state, err))
			}
		})
	}
	for _, stdout := range outputs {
		if line, err := stdout.ReadString('\n'); err != nil || line != ready+"\n" {
			return nil, fmt.Errorf("a worker process said %q, want %q: %w", line, ready, err)
		}
	}
	return c, nil
}

// Stop ends the processes, and returns when they have ended.
func (c *Crew) Stop() {
	for _, stdin := range c.stdins {
		stdin.Close()
	}
	c.ended.Wait()
}

// Context returns, in a worker process, a context that ends when it is to end.
func Context() context.Context {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	return ctx
}

// Ready says, in a worker process, that it waits for jobs.
func Ready() { fmt.Println(ready) }
