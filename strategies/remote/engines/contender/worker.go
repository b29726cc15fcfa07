package contender

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/crew"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/usage"
	"github.com/go-foundations/poolbench/workloads"
)

// assignmentVar is the environment variable that makes a process a worker process.
const assignmentVar = "POOLBENCH_WORKER"

// An assignment tells a worker process what to do.
type assignment struct {
	Engine, Settings, URL, Token string
	Workers                      int
}

func (a assignment) environment() []string {
	text, err := json.Marshal(a)
	if err != nil {
		panic(err) // of strings and a number
	}
	return []string{assignmentVar + "=" + string(text)}
}

// WorkIfAsked is to be called first in main: if this process was started as a worker of a
// contender, it works until it is stopped, and does not return.
func WorkIfAsked() {
	text := os.Getenv(assignmentVar)
	if text == "" {
		return
	}
	os.Unsetenv(assignmentVar) // not for processes that this one starts
	if err := work(text); err != nil {
		fmt.Fprintln(os.Stderr, "worker process:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func work(text string) error {
	var a assignment
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		return err
	}
	for _, x := range All() {
		c := x.(*contender)
		if c.name != a.Engine {
			continue
		}
		if a.Settings != "" {
			with, err := c.With(a.Settings)
			if err != nil {
				return err
			}
			c = with.(*contender)
		}
		counter := new(usage.Counter)
		return serve(crew.Context(counter), c, &a, counter)
	}
	return fmt.Errorf("engine %q: there is none", a.Engine)
}

// serve does jobs until ctx ends, which is no error.
func serve(ctx context.Context, c *contender, a *assignment, counter *usage.Counter) error {
	client, err := c.connect(ctx, a.URL, a.Token, counter.Wrap, c.settings)
	if err != nil {
		return err
	}
	defer client.Close()
	runner, err := workloads.NewRunnerOfOthers()
	if err != nil {
		return err
	}
	defer runner.Close()
	p := pool.NewWithConfig[workloads.Task, uint64](pool.Config{NumWorkers: a.Workers}).WithProcessor(runner.Process)
	if c.inner != nil {
		p.WithDiscipline(c.inner)
	}
	crew.Ready()
	err = (&remote.Server[workloads.Task, uint64]{Engine: client, Pool: p, Prefetch: c.prefetch}).Serve(ctx)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
