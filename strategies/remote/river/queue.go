package river

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivershared/baseservice"
	"github.com/riverqueue/river/rivershared/riverpilot"
	"github.com/riverqueue/river/rivertype"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/internal/handlers"
)

// message is what River calls the arguments of a job.
type message struct {
	Body []byte `json:"body"`
}

// Kind is the same for every job: what it is, the body says. River wants two characters.
func (message) Kind() string { return "poolbench" }

// queue is a queue that this process consumes.
type queue struct {
	*handlers.Queue
	e     *Engine
	name  string
	more  atomic.Bool   // the last request left messages behind, or may have
	again func()        // has River ask again, after its cooldown
	begun chan struct{} // closed once River has asked
	first sync.Once     // closes it
}

// errSilent is of a queue that River says to consume, and does not.
var errSilent = fmt.Errorf("river: %w: a queue is not asked for messages", remote.ErrUnavailable)

// begins waits until River consumes the queue, which it does at once or never.
func (q *queue) begins(ctx context.Context) error {
	timer := time.NewTimer(q.e.silence)
	defer timer.Stop()
	select {
	case <-q.begun:
		return nil
	case <-timer.C:
		return errSilent
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// askAgain asks again for what the last request may have left behind: River itself does so when
// a worker becomes free after one that found as many as it wanted.
func (q *queue) askAgain() {
	if q.more.Load() {
		q.again()
	}
}

// clients are the clients of River with a driver: one that inserts, and one that works. That
// one takes jobs of its own accord, as many as its MaxWorkers lets it. Here it takes them only
// while a Fetch asks for some: a pilot of River's asks the queue before it asks the database.
//
// Note: with MaxWorkers in place of the pilot, a process would lease that many jobs while it
// has no use for them, and no other process could have them.
type clients[TTx any] struct {
	e        *Engine
	driver   *piloted[TTx]
	inserter *river.Client[TTx]

	mu     sync.Mutex // guards the following
	worker *river.Client[TTx]

	pilot *pilot
}

// config has a time limit of a lease, since River never rescues a job without a limit. Work does
// not heed it.
func (c *clients[TTx]) config() *river.Config {
	o := c.e.options
	return &river.Config{
		FetchCooldown: o.FetchCooldown, FetchPollInterval: o.FetchPollInterval, PollOnly: o.PollOnly, Logger: o.Logger,
		JobTimeout: o.AckWait, RescueStuckJobsAfter: o.AckWait, RetryPolicy: atOnce{},
	}
}

// atOnce is when a job is tried again that was given back.
type atOnce struct{}

func (atOnce) NextRetry(*rivertype.JobRow) time.Time { return time.Now() }

func (c *clients[TTx]) insert(ctx context.Context, queue string, bodies [][]byte) error {
	all := make([]river.InsertManyParams, len(bodies))
	for i, body := range bodies {
		all[i] = river.InsertManyParams{Args: message{body}, InsertOpts: &river.InsertOpts{Queue: queue, MaxAttempts: math.MaxInt16}}
	}
	_, err := c.inserter.InsertManyFast(ctx, all)
	return err
}

// queue returns the queue of that name, which it begins to consume if it is new.
func (c *clients[TTx]) queue(ctx context.Context, name string) (*queue, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.e.life.Ended() {
		return nil, c.e.life.Closed()
	}
	if q := c.pilot.queue(name); q != nil {
		return q, nil
	}
	q := &queue{Queue: handlers.NewQueue(), e: c.e, name: name, begun: make(chan struct{})}
	q.more.Store(true)
	q.again = func() { c.pilot.ask(name) }
	settings := river.QueueConfig{MaxWorkers: river.QueueNumWorkersMax}
	c.pilot.queues.Store(name, q)
	if err := c.consume(ctx, name, settings); err != nil {
		return nil, errors.Join(err, c.forgetLocked(name))
	}
	return q, nil
}

// forget has the next Fetch begin anew with a queue that River does not consume.
//
// Note: River keeps a queue whose start has failed, and refuses it from then on. Of a connection that
// was closed during the start it does not even tell.
func (c *clients[TTx]) forget(q *queue) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pilot.queue(q.name) != q {
		return nil // it is forgotten
	}
	return c.forgetLocked(q.name)
}

func (c *clients[TTx]) forgetLocked(name string) error {
	var err error
	if c.worker != nil {
		err = c.worker.Queues().Remove(c.e.life.Context, name)
	}
	if unknown := (*river.QueueNotFoundError)(nil); errors.As(err, &unknown) {
		err = nil // River had not got that far
	}
	if err == nil {
		c.pilot.queues.Delete(name)
	}
	return err
}

func (c *clients[TTx]) consume(ctx context.Context, name string, settings river.QueueConfig) error {
	if c.worker != nil {
		return c.worker.Queues().Add(name, settings)
	}
	config := c.config()
	config.Queues = map[string]river.QueueConfig{name: settings}
	config.Workers = river.NewWorkers()
	river.AddWorker(config.Workers, c.pilot)
	worker, err := river.NewClient(c.driver, config)
	if err != nil {
		return err
	}
	if err := worker.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	c.worker = worker
	c.driver.started.Store(true)
	return nil
}

func (c *clients[TTx]) unfinished(ctx context.Context, queue string, n int) ([]*rivertype.JobRow, error) {
	list, err := c.inserter.JobList(ctx, river.NewJobListParams().Queues(queue).First(n).States(rivertype.JobStateAvailable,
		rivertype.JobStateRunning, rivertype.JobStateScheduled, rivertype.JobStateRetryable, rivertype.JobStateDiscarded))
	if err != nil {
		return nil, err
	}
	return list.Jobs, nil
}

func (c *clients[TTx]) stop(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.worker == nil {
		return nil
	}
	return c.worker.Stop(ctx)
}

// piloted is a driver with a pilot.
type piloted[TTx any] struct {
	riverdriver.Driver[TTx]
	pilot   *pilot
	started atomic.Bool
}

func (*piloted[TTx]) PluginInit(*baseservice.Archetype) {}
func (d *piloted[TTx]) PluginPilot() riverpilot.Pilot   { return d.pilot }

// SupportsListener is asked at the start of a client, whether it can be told of messages, and
// from then on whether it has to be told within its process, too: that is how the pilot has
// it ask again.
func (d *piloted[TTx]) SupportsListener() bool {
	return !d.started.Load() && d.Driver.SupportsListener()
}

// pilot is what River asks for jobs, and its worker.
type pilot struct {
	riverpilot.StandardPilot
	river.WorkerDefaults[message]
	e      *Engine
	queues sync.Map // of *queue by River's names
	notify func(context.Context, []*rivertype.JobInsertResult)
}

func (p *pilot) queue(name string) *queue {
	q, _ := p.queues.Load(name)
	known, _ := q.(*queue)
	return known
}

func (p *pilot) PilotInit(a *baseservice.Archetype, params *riverpilot.PilotInitParams) {
	p.StandardPilot.PilotInit(a, params)
	p.notify = params.NotifyNonTxJobInsert
}

// ask has River ask for jobs of a queue, after its cooldown.
func (p *pilot) ask(queue string) {
	p.notify(p.e.life.Context, []*rivertype.JobInsertResult{{Job: &rivertype.JobRow{Queue: queue}}})
}

// JobGetAvailable takes the jobs that are wanted. River calls it for a queue once after the
// other.
func (p *pilot) JobGetAvailable(ctx context.Context, exec riverdriver.Executor, state riverpilot.ProducerState, params *riverdriver.JobGetAvailableParams) (*riverdriver.JobGetAvailableResult, error) {
	q := p.queue(params.Queue)
	q.first.Do(func() { close(q.begun) })
	q.more.Store(true) // before it is asked: who wants some from now on asks again
	n := q.Ask(params.MaxToLock)
	if n == 0 {
		return &riverdriver.JobGetAvailableResult{}, nil
	}
	wanted := *params
	wanted.MaxToLock = n
	r, err := p.StandardPilot.JobGetAvailable(ctx, exec, state, &wanted)
	if err != nil {
		q.None(n, true)
		return nil, err
	}
	q.more.Store(len(r.Jobs) == n)
	for _, job := range r.Jobs {
		if job.Kind == (message{}).Kind() && r.DecodeErrors[job.ID] == nil {
			n-- // it goes to Work
		}
	}
	q.None(n, false)
	return r, nil
}

// Work is the handler of all jobs. It ends with the lease and the engine, whatever River's time
// limit is.
func (p *pilot) Work(ctx context.Context, job *river.Job[message]) error {
	q := p.queue(job.Queue)
	d := handlers.NewDelivery(job.Args.Body, job.Attempt)
	d.ID = job.ID
	err := q.Handle(context.WithoutCancel(ctx), p.e.life.Context, d, p.e.AckWait())
	if err == handlers.ErrUntouched {
		return river.JobSnooze(0) // the attempt does not count
	}
	return err
}

// delivery is a delivery whose lease other processes see, too.
type delivery struct {
	*handlers.Delivery
	e *Engine
}

func (d delivery) Extend(ctx context.Context) error {
	d.Delivery.Extend(ctx)
	_, err := d.e.db.ExecContext(ctx, d.e.sql(`UPDATE river_job SET attempted_at = CLOCK
		WHERE id = $1 AND attempt = $2 AND state = 'running'`), d.ID, d.Attempt())
	return d.e.life.Told(ctx, err)
}
