package contender

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/crew"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/usage"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
)

// A session is a server, a client of it, and worker processes that wait for jobs.
type session struct {
	workers, processes int

	ctx    context.Context // ends with the session, or when a worker process ends before
	stop   context.CancelCauseFunc
	server *servers.Server // nil: the engine needs none
	dir    string          // of its file; "": it has none
	client remote.Engine
	crew   *crew.Crew

	counter usage.Counter // of this process
	before  usage.Usage   // the run that comes, or goes on
}

// open starts all of it, and returns once the workers are ready.
func open(ctx context.Context, c *contender, workers int) (_ *session, err error) {
	parts, err := c.split(workers)
	if err != nil {
		return nil, err
	}
	s := &session{workers: workers, processes: len(parts)}
	s.ctx, s.stop = context.WithCancelCause(context.WithoutCancel(ctx))
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	url, token := "", rand.Text()
	if c.server != "" {
		if s.server, err = servers.Run(c.server); err != nil {
			return nil, err
		}
		url = s.server.URL
	}
	if c.file {
		if s.dir, err = os.MkdirTemp("", "poolbench-"); err != nil {
			return nil, err
		}
		url = filepath.Join(s.dir, c.name)
	}
	if s.client, err = c.connect(s.ctx, url, token, s.counter.Wrap, c.settings); err != nil {
		return nil, err
	}
	if own, ok := s.client.(interface{ URL() string }); ok {
		url = own.URL()
	}
	s.crew, err = crew.Start(s.stop, len(parts), func(i int) []string {
		return assignment{c.name, c.text, url, token, parts[i]}.environment()
	})
	if err != nil {
		return nil, err
	}
	s.before, err = s.usage()
	return s, err
}

// usage returns what the engine has taken so far.
func (s *session) usage() (usage.Usage, error) {
	if s.server == nil {
		return crew.Usage(s.crew, &s.counter, nil)
	}
	return crew.Usage(s.crew, &s.counter, s.server)
}

// whileWorking returns a context that also ends when a worker process has ended.
func (s *session) whileWorking(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(s.ctx, func() { cancel(context.Cause(s.ctx)) })
	return ctx, func() {
		stop()
		cancel(context.Canceled)
	}
}

func (s *session) close() error {
	var err error
	if s.crew != nil {
		s.crew.Stop()
	}
	if s.client != nil {
		err = s.client.Close()
	}
	if s.server != nil {
		err = errors.Join(err, s.server.Stop())
	}
	if s.dir != "" {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	s.stop(context.Canceled)
	return err
}
