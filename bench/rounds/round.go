package rounds

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// round runs one round in a process.
func (c *Comparison) round(parent context.Context, round int, start time.Time) error {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	cmd := c.Command(ctx, round)
	var stderr tail
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("round %d: %w", round, err)
	}
	watchdog := time.AfterFunc(c.Patience, func() { cancel(errStuck) })
	defer watchdog.Stop()
	r := reader{Comparison: c, round: round, start: start}
	r.read(out, func() { watchdog.Reset(c.Patience) })
	if !r.done {
		cancel(nil) // nobody reads what it still writes
	}
	err = cmd.Wait()
	switch {
	case context.Cause(ctx) == errStuck:
		r.failRunning(fmt.Sprintf("did not end within %v", c.Patience))
		return fmt.Errorf("round %d: %s did not end within %v: it hangs, or its jobs need a longer --patience", round, r.where(), c.Patience)
	case r.err != nil:
		return fmt.Errorf("round %d: %w", round, r.err)
	case !r.done && parent.Err() == nil:
		r.failRunning(fmt.Sprintf("the process ended: %v", err))
		return fmt.Errorf("round %d: the process ended during %s: %v\n%s", round, r.where(), err, stderr.String())
	}
	return nil
}

var errStuck = errors.New("stuck")

// A reader reads what the process of a round writes.
type reader struct {
	*Comparison
	round int
	start time.Time // of the comparison

	running, ended *record.Trial // the trial that runs now, else the one that ended last; nil: none
	done           bool          // the round is complete
	err            error         // what the process reports, or what is wrong with what it writes
}

// longestLine is the most bytes of a message: a trial with many priorities is long.
const longestLine = 1 << 24

// read reads to the end, or to the first line that is no message, and calls alive after
// each message.
func (r *reader) read(out io.Reader, alive func()) {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, longestLine)
	for lines.Scan() {
		var m message
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			r.err = fmt.Errorf("unreadable answer %.80q: %w", lines.Text(), err)
			return
		}
		alive()
		r.take(m)
	}
	if r.err == nil {
		r.err = lines.Err()
	}
}

// take takes a message.
func (r *reader) take(m message) {
	switch {
	case m.Host != "":
		r.doneBy(m.Host)
	case m.Begin != nil:
		r.running = m.Begin
		r.progress(r.round, r.start, r.running)
	case m.Trial != nil:
		r.Run.Trials = append(r.Run.Trials, *m.Trial)
		r.running, r.ended = nil, m.Trial
	case m.Error != "":
		r.err = errors.New(m.Error)
	default:
		r.done = m.Done
	}
}

// doneBy notes which host does the round. In virtual time that is all the same, and a run has to be, too.
func (r *reader) doneBy(host string) {
	if r.Run.Settings.Virtual {
		return
	}
	if r.Run.Hosts == nil {
		r.Run.Hosts = make(map[int]string)
	}
	r.Run.Hosts[r.round] = host
}

// failRunning records the trial that was running when its process ended as failed.
func (r *reader) failRunning(why string) {
	if r.running != nil {
		r.running.Error = why
		r.Run.Trials = append(r.Run.Trials, *r.running)
	}
}

// where says which trial was running.
func (r *reader) where() string {
	name := func(t *record.Trial) string {
		return fmt.Sprintf("strategy %q on workload %q with %d workers", t.Strategy, t.Workload, t.Workers)
	}
	switch {
	case r.running != nil:
		return name(r.running)
	case r.ended != nil:
		return "what follows " + name(r.ended)
	}
	return "its start"
}
