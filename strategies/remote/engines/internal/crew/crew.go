// Package crew starts worker processes, which are this program started again, and waits until
// they are ready. They end when the process that started them closes their standard input, or
// ends itself.
package crew

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"

	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/usage"
)

// ready is what a worker process prints once it waits for jobs.
const ready = "ready"

// count is what the process that started them asks, and is answered with a [usage.Count].
const count = "count"

// A Crew is worker processes.
type Crew struct {
	stdins  []io.WriteCloser
	stdouts []*bufio.Reader
	pids    []int
	ended   sync.WaitGroup
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
		c.stdins, c.stdouts, c.pids = append(c.stdins, stdin), append(c.stdouts, bufio.NewReader(stdout)), append(c.pids, cmd.Process.Pid)
		c.ended.Go(func() {
			if state, err := cmd.Process.Wait(); err != nil || !state.Success() {
				lost(fmt.Errorf("a worker process ended: %v, %v", state, err))
			}
		})
	}
	for _, stdout := range c.stdouts {
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

// Count returns what went over the connections of all processes so far. It is not for concurrent
// use.
func (c *Crew) Count() (usage.Count, error) {
	var sum usage.Count
	for i, stdin := range c.stdins {
		var of usage.Count
		_, err := fmt.Fprintln(stdin, count)
		if err == nil {
			var line []byte
			if line, err = c.stdouts[i].ReadBytes('\n'); err == nil {
				err = json.Unmarshal(line, &of)
			}
		}
		if err != nil {
			return sum, fmt.Errorf("what a worker process has sent: %w", err)
		}
		sum = sum.Plus(of)
	}
	return sum, nil
}

// Context returns, in a worker process, a context that ends when it is to end. Until then the
// process answers what the counter has counted.
func Context(counter *usage.Counter) context.Context {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		defer stop()
		for asked := bufio.NewScanner(os.Stdin); asked.Scan(); {
			if asked.Text() == count {
				json.NewEncoder(os.Stdout).Encode(counter.Count())
			}
		}
	}()
	return ctx
}

// Ready says, in a worker process, that it waits for jobs.
func Ready() { fmt.Println(ready) }
