package rounds

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"
)

// elsewhere has rounds done by other processes, some of them ahead.
type elsewhere struct {
	*Comparison
	ctx     context.Context
	cancel  context.CancelFunc
	begun   int // the last round that has
	all     sync.WaitGroup
	answers map[int]chan answer // by round
}

type answer struct {
	output []byte
	err    error
}

func newElsewhere(ctx context.Context, c *Comparison) *elsewhere {
	e := &elsewhere{Comparison: c, answers: make(map[int]chan answer)}
	e.ctx, e.cancel = context.WithCancel(ctx)
	return e
}

// round waits for the trials of a round.
func (e *elsewhere) round(parent context.Context, round int, start time.Time) error {
	for e.begun < min(e.Rounds, round+max(e.Ahead, 1)-1) {
		e.begun++
		e.begin(e.begun)
	}
	a := <-e.answers[round]
	delete(e.answers, round)
	if parent.Err() != nil {
		return nil // Do sees it
	}
	r := reader{Comparison: e.Comparison, round: round, start: start}
	r.read(bytes.NewReader(a.output), func() {})
	switch {
	case a.err != nil:
		return fmt.Errorf("round %d: %w", round, a.err)
	case r.err != nil:
		r.failRunning(r.err.Error())
		return fmt.Errorf("round %d: %w", round, r.err)
	case !r.done:
		return fmt.Errorf("round %d: what came back ends after %s", round, r.where())
	}
	return nil
}

// begin begins a round.
func (e *elsewhere) begin(round int) {
	done := make(chan answer, 1) // nobody has to wait for its reader
	e.answers[round] = done
	e.all.Go(func() {
		output, err := e.Elsewhere(e.ctx, round)
		done <- answer{output, err}
	})
}

// close stops the rounds that still run.
func (e *elsewhere) close() {
	e.cancel()
	e.all.Wait()
}

// Output runs the process of a round, which calls [Serve], for a Comparison somewhere else:
// it returns what the process has written, after a line that says on which host, and with what went wrong,
// if anything did, as the last line. A process of which nothing comes for so long is killed. The error is ctx's cause.
func Output(ctx context.Context, cmd func(context.Context) *exec.Cmd, patience time.Duration) ([]byte, error) {
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c := cmd(inner)
	var stderr tail
	watchdog := time.AfterFunc(patience, func() { cancel(errStuck) })
	defer watchdog.Stop()
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	var out bytes.Buffer
	out.Write(message{Host: host}.line())
	c.Stdout = writes(func(b []byte) (int, error) {
		watchdog.Reset(patience)
		return out.Write(b)
	})
	c.Stderr = &stderr
	err = c.Run()
	switch {
	case context.Cause(inner) == errStuck:
		err = fmt.Errorf("it did not go on within %v: it hangs, or its jobs need a longer --patience", patience)
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil && !bytes.Contains(out.Bytes(), []byte(`{"error":`)):
		err = fmt.Errorf("the process ended: %w\n%s", err, stderr.String())
	default:
		return out.Bytes(), nil // it has told what is wrong
	}
	if n := out.Len(); n > 0 && out.Bytes()[n-1] != '\n' {
		out.Truncate(bytes.LastIndexByte(out.Bytes(), '\n') + 1) // of a line that was cut off
	}
	return append(out.Bytes(), message{Error: err.Error()}.line()...), nil
}

type writes func([]byte) (int, error)

func (w writes) Write(b []byte) (int, error) { return w(b) }
