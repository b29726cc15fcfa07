package rounds

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
	var now, last *record.Trial // what runs, and what ended
	watchdog := time.AfterFunc(c.Patience, func() { cancel(errStuck) })
	defer watchdog.Stop()
	said, done := error(nil), false
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var m message
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			said = fmt.Errorf("unreadable answer %.80q: %w", lines.Text(), err)
			break
		}
		watchdog.Reset(c.Patience)
		switch {
		case m.Begin != nil:
			now = m.Begin
			c.progress(round, start, now)
		case m.Trial != nil:
			c.Run.Trials = append(c.Run.Trials, *m.Trial)
			now, last = nil, m.Trial
		case m.Error != "":
			said = errors.New(m.Error)
		default:
			done = m.Done
		}
	}
	if said == nil {
		said = lines.Err()
	}
	if !done {
		cancel(nil) // whatever it is doing, nobody listens any more
	}
	err = cmd.Wait()
	switch {
	case context.Cause(ctx) == errStuck:
		c.broke(now, fmt.Sprintf("did not end within %v", c.Patience))
		return fmt.Errorf("round %d: %s did not end within %v: it hangs, or its jobs need a longer --patience", round, describe(now, last), c.Patience)
	case said != nil:
		return fmt.Errorf("round %d: %w", round, said)
	case !done && parent.Err() == nil:
		c.broke(now, fmt.Sprintf("the process ended: %v", err))
		return fmt.Errorf("round %d: the process ended during %s: %v\n%s", round, describe(now, last), err, stderr.String())
	}
	return nil
}

// broke adds the trial that ended its process as a failed one.
func (c *Comparison) broke(now *record.Trial, why string) {
	if now != nil {
		now.Error = why
		c.Run.Trials = append(c.Run.Trials, *now)
	}
}

var errStuck = errors.New("stuck")

func describe(now, last *record.Trial) string {
	name := func(t *record.Trial) string {
		return fmt.Sprintf("strategy %q on workload %q with %d workers", t.Strategy, t.Workload, t.Workers)
	}
	switch {
	case now != nil:
		return name(now)
	case last != nil:
		return "what follows " + name(last)
	}
	return "its start"
}
