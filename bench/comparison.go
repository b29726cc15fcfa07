package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/host"
	"github.com/go-foundations/poolbench/bench/pace"
	"github.com/go-foundations/poolbench/bench/record"
)

// A Comparison runs rounds, each in a fresh process, until there are enough or
// the budget is spent.
type Comparison struct {
	Run    *record.Run   // what is asked, and where trials go
	Cells  int           // trials in a round
	Rounds int           // at most
	Budget time.Duration // no round begins that would probably end after it; 0: no limit

	// Command makes the process of a round: one that calls Serve, with what
	// Command has told it of the round, and writes to its standard output.
	Command func(ctx context.Context, round int) *exec.Cmd

	// Patience is how long a trial may last before its contender is taken to
	// hang.
	Patience time.Duration

	Progress func(Progress)          // called before each trial; nil: not
	Save     func(*record.Run) error // called after each round; nil: not
}

// Progress is how far a comparison has come.
type Progress struct {
	Round, Rounds int           // Rounds is what the budget is expected to allow
	Trial, Trials int           // of this round
	Now           *record.Trial // what runs now, by names only
	Elapsed       time.Duration
	Left          time.Duration // expected; negative: not known yet
}

// message is what a round's process writes, one per line.
type message struct {
	Begin *record.Trial `json:"begin,omitempty"`
	Trial *record.Trial `json:"trial,omitempty"`
	Done  bool          `json:"done,omitempty"`
	Error string        `json:"error,omitempty"`
}

// Serve runs a round in this process and writes what Comparison reads.
func Serve(ctx context.Context, p Plan, round int, w io.Writer) error {
	enc := json.NewEncoder(w)
	err := p.RoundWithHooks(ctx, round, Hooks{
		Begin: func(t record.Trial) error { return enc.Encode(message{Begin: &t}) },
		End:   func(t record.Trial) error { return enc.Encode(message{Trial: &t}) },
	})
	if err != nil {
		return errors.Join(err, enc.Encode(message{Error: err.Error()}))
	}
	return enc.Encode(message{Done: true})
}

// Do runs the rounds. Trials are added to Run as they end, also those of a
// round that does not end. When ctx ends Do returns nil and Run is marked as
// interrupted: what is known so far is worth having.
func (c *Comparison) Do(ctx context.Context) error {
	start := time.Now()
	c.Run.Start = start.UTC().Truncate(time.Millisecond)
	watch := host.NewWatch()
	finish := func() {
		elapsed := time.Since(start).Seconds()
		c.Run.Duration = elapsed
		c.Run.Host = watch.Facts(elapsed)
	}
	finish()
	var longest time.Duration
	for round := 1; round <= c.Rounds; round++ {
		if round > 1 && c.Budget > 0 && time.Since(start)+longest > c.Budget {
			break
		}
		began := time.Now()
		err := c.round(ctx, round, start)
		if ctx.Err() != nil {
			c.Run.Interrupted = true
			finish()
			return c.save()
		}
		if err != nil {
			finish()
			return errors.Join(err, c.save())
		}
		longest = max(longest, time.Since(began))
		c.Run.Settings.RoundsDone = round
		finish()
		if err := c.save(); err != nil {
			return err
		}
	}
	if !c.Run.Settings.Virtual {
		c.Run.Warnings = append(c.Run.Warnings, host.Disturbed(c.Run.Host)...)
		c.Run.Warnings = append(c.Run.Warnings, pace.Warnings(c.Run)...)
	}
	return c.save()
}

func (c *Comparison) save() error {
	if c.Save == nil {
		return nil
	}
	return c.Save(c.Run)
}

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

func (c *Comparison) progress(round int, start time.Time, now *record.Trial) {
	if c.Progress == nil {
		return
	}
	elapsed := time.Since(start)
	done := len(c.Run.Trials)
	p := Progress{
		Round: round, Rounds: c.Rounds,
		Trial: done - (round-1)*c.Cells + 1, Trials: c.Cells,
		Now: now, Elapsed: elapsed, Left: -1,
	}
	if done >= c.Cells && c.Cells > 0 {
		perRound := elapsed * time.Duration(c.Cells) / time.Duration(done)
		if c.Budget > 0 {
			p.Rounds = min(c.Rounds, max(round, int(c.Budget/perRound)))
		}
		p.Left = max(0, perRound*time.Duration(p.Rounds)-elapsed)
	}
	c.Progress(p)
}

// tail keeps the end of what is written to it.
type tail struct{ kept []byte }

const tailSize = 2000

func (t *tail) Write(b []byte) (int, error) {
	t.kept = append(t.kept, b...)
	if over := len(t.kept) - tailSize; over > 0 {
		t.kept = t.kept[over:]
	}
	return len(b), nil
}

func (t *tail) String() string { return strings.TrimSpace(string(t.kept)) }
