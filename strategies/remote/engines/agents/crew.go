package agents

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
)

// A crew is agents, as the comparison sees them.
type crew struct {
	program string
	ahead   int
	engine  remote.Engine
	stream  *remote.Stream[order, []byte]
	ctx     context.Context // ends with the crew
	stop    context.CancelCauseFunc

	owned     []io.Closer    // standard inputs of agents that were started for it
	processes sync.WaitGroup // these agents
	results   sync.WaitGroup // who reads the stream

	mu      sync.Mutex // guards the following
	next    int
	waiting map[string]chan pool.Result[[]byte] // by ID of the job
}

// manage returns the crew of an engine, which it closes.
func (f Farm) manage(ctx context.Context, engine remote.Engine, ahead int) (*crew, error) {
	c := &crew{engine: engine, ahead: ahead, waiting: make(map[string]chan pool.Result[[]byte])}
	c.ctx, c.stop = context.WithCancelCause(ctx)
	var err error
	if c.program, err = f.program(); err == nil {
		c.stream, err = (&remote.Strategy[order, []byte]{Engine: engine, Queue: queue, Window: ahead}).Start(c.ctx)
	}
	if err != nil {
		c.stop(err)
		engine.Close()
		return nil, err
	}
	c.results.Go(func() {
		for r := range c.stream.Results() {
			c.mu.Lock()
			to := c.waiting[r.JobID]
			delete(c.waiting, r.JobID)
			c.mu.Unlock()
			if to != nil { // its reader has not given up
				to <- r
			}
		}
	})
	return c, nil
}

// Ahead returns how many rounds there should be at once.
func (c *crew) Ahead() int { return c.ahead }

// Do has an agent do a round.
func (c *crew) Do(ctx context.Context, request []byte) ([]byte, error) {
	done := make(chan pool.Result[[]byte], 1) // whoever sends does not wait
	c.mu.Lock()
	c.next++
	id := strconv.Itoa(c.next)
	c.waiting[id] = done
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		delete(c.waiting, id)
		c.mu.Unlock()
	}()
	if err := c.stream.Submit(ctx, pool.Job[order]{ID: id, Data: order{c.program, request}}); err != nil {
		return nil, err
	}
	select {
	case r := <-done:
		if r.Error != nil {
			return nil, r.Error
		}
		return unpack(r.Data)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-c.ctx.Done():
		return nil, context.Cause(c.ctx)
	}
}

// Close ends the agents that were started for the crew, and gives up what others still do.
func (c *crew) Close() error {
	c.stop(remote.ErrClosed)
	for _, stdin := range c.owned {
		stdin.Close()
	}
	c.stream.Close() // the cause is known
	c.results.Wait()
	err := c.engine.Close()
	c.processes.Wait()
	return err
}

// program tells the program apart.
func (f Farm) program() (string, error) {
	if f.Program != "" {
		return f.Program, nil
	}
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// most is what fits into a message, which JSON makes a third longer.
const most = 700_000

// pack makes the answer of a round small: it is text that repeats itself.
func pack(output []byte) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(output) // to memory
	if err := w.Close(); err != nil {
		return nil, err
	}
	if b.Len() > most {
		return nil, fmt.Errorf("the results of a round take %d bytes, and a message holds %d: want fewer workloads, workers or loads at once", b.Len(), most)
	}
	return b.Bytes(), nil
}

func unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
