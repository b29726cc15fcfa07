package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/crew"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/usage"
	"github.com/go-foundations/poolbench/strategies/remote/enginetest"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
)

// taskVar is the environment variable with the task of a process.
const taskVar = "POOLBENCH_FAULTS_TASK"

// A task is what a process of this program is to do.
type task struct {
	Server string `json:",omitempty"` // be a server on files in this folder
	Addr   string `json:",omitempty"` // where it listens

	Engine string `json:",omitempty"`
	URL    string `json:",omitempty"`
	Queue  string `json:",omitempty"`
	Step   string `json:",omitempty"` // at which the process dies
	Times  int64  `json:",omitempty"` // how often it takes the step before it is the last

	RunID     string        `json:",omitempty"` // be the coordinator of this run
	Jobs      []job         `json:",omitempty"`
	Republish time.Duration `json:",omitempty"`

	Ran      string `json:",omitempty"` // the file to which the numbers of jobs that begin are added
	Workers  int    `json:",omitempty"`
	Prefetch int    `json:",omitempty"`
	Poisoned bool   `json:",omitempty"` // a job of this kind kills the process
}

// A job has its number, and lasts so long.
type job struct {
	Number int
	Lasts  time.Duration `json:",omitempty"`
	Poison bool          `json:",omitempty"`
	Size   int           `json:",omitempty"` // of the answer, about
}

// An answer is what comes of a job.
type answer struct {
	Number int
	Filler []byte `json:",omitempty"`
}

// answer is the right one.
func (j job) answer() answer { return answer{2*j.Number + 1, make([]byte, j.Size)} }

// answered reports whether an answer is the right one.
func (j job) answered(a answer) bool { return a.Number == 2*j.Number+1 && len(a.Filler) == j.Size }

// perform does the task of this process, and ends with the process that started it.
func perform(text string) error {
	var t task
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return fmt.Errorf("%s: %w", taskVar, err)
	}
	ctx := crew.Context(new(usage.Counter))
	if t.Server != "" {
		return t.serve(ctx)
	}
	chosen, err := choose(engines, t.Engine, taskVar)
	if err != nil {
		return err
	}
	engine, err := connect(ctx, chosen[0], t.URL)
	if err != nil {
		return err
	}
	defer engine.Close()
	m := enginetest.NewMortal(engine, t.Step, t.Times)
	if t.RunID != "" {
		_, err = coordinate(ctx, &remote.Strategy[job, answer]{Engine: m, Queue: t.Queue, RunID: t.RunID, Republish: t.Republish}, t.Jobs)
	} else {
		err = t.work(ctx, m)
	}
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// serve is a NATS server.
func (t *task) serve(ctx context.Context) error {
	e, err := jetstream.Embedded(ctx, jetstream.Options{Dir: t.Server, Addr: t.Addr, AckWait: lease})
	if err != nil {
		return err
	}
	fmt.Println(e.URL())
	<-ctx.Done()
	return e.Close()
}

// work is a worker process.
func (t *task) work(ctx context.Context, m *enginetest.Mortal) error {
	ran, err := os.OpenFile(t.Ran, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	defer ran.Close()
	return serveJobs(ctx, m, t, func(ctx context.Context, j job) error {
		if err := note(ran, j); err != nil {
			return err
		}
		if t.Step == "extended" {
			<-ctx.Done() // until it is killed
		}
		if j.Poison {
			enginetest.Die()
		}
		m.At("running")
		return nil
	})
}

// serveJobs serves the jobs of a queue; begin is called when one begins.
func serveJobs(ctx context.Context, e remote.Engine, t *task, begin func(context.Context, job) error) error {
	p := pool.NewWithConfig[job, answer](pool.Config{NumWorkers: t.Workers}).WithProcessor(
		func(ctx context.Context, j pool.Job[job]) (answer, error) {
			if err := begin(ctx, j.Data); err != nil {
				return answer{}, err
			}
			time.Sleep(j.Data.Lasts)
			return j.Data.answer(), nil
		})
	kills := 1000 // a lease that ends on a busy machine is not to count
	if t.Poisoned {
		kills = poisonKills
	}
	return (&remote.Server[job, answer]{Engine: e, Pool: p, Queue: t.Queue, Prefetch: t.Prefetch, MaxKills: kills}).Serve(ctx)
}

// note adds a job to the file of those that began. It is there though the process is killed.
func note(ran *os.File, j job) error {
	_, err := ran.WriteString(strconv.Itoa(j.Number) + "\n")
	return err
}

// coordinate has jobs done, and returns the results in their order.
func coordinate(ctx context.Context, s *remote.Strategy[job, answer], jobs []job) ([]pool.Result[answer], error) {
	p := pool.New[job, answer]().WithStrategy(s).WithProcessor(
		func(context.Context, pool.Job[job]) (answer, error) {
			return answer{}, errors.New("the coordinator runs no jobs")
		})
	for i, j := range jobs {
		p.AddJob(pool.Job[job]{ID: strconv.Itoa(i), Data: j})
	}
	return p.RunContext(ctx)
}

// A process does a task.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
	said  string        // its first line, if that was waited for
	ended chan struct{} // closed when it has ended
	err   error         // of its end, then
}

// start starts a process of this program, or of another one built of it. If it is to say
// something, start returns once it has.
func start(program string, t task, says bool, environment ...string) (*process, error) {
	if program == "" {
		var err error
		if program, err = os.Executable(); err != nil {
			return nil, err
		}
	}
	text, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(program), ended: make(chan struct{})}
	p.cmd.Env = append(append(os.Environ(), environment...), taskVar+"="+string(text))
	p.cmd.Stderr = os.Stderr
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	var told error
	if says {
		p.said, told = bufio.NewReader(stdout).ReadString('\n')
	}
	go func() { // stop and kill wait for it
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	if told != nil {
		p.stop()
		return nil, fmt.Errorf("a process does not start: %w", errors.Join(told, p.err))
	}
	return p, nil
}

// stop has the process end, and waits for it.
func (p *process) stop() {
	p.stdin.Close()
	<-p.ended
}

// kill is kill -9.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.ended
	p.stdin.Close()
}

// killed reports whether the process, which has ended, was killed.
func (p *process) killed() bool {
	exit := (*exec.ExitError)(nil)
	return errors.As(p.err, &exit) && exit.ExitCode() < 0
}
