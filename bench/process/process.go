// Package process runs other programs so that they end when they are to: each in a
// process group of its own, which is ended as a whole, with a limit on how much it
// prints and on how long it gives no sign of life.
package process

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Program is an executable and how to start it.
type Program struct {
	Path string
	Args []string // before those of a run
	More []string // after those of a run
	Dir  string   // where it runs; empty: the current folder
	Env  []string // nil: that of this process
}

// Command returns the command that runs the program with such arguments, in a process
// group of its own, which is ended when ctx ends. Who starts it calls [KillGroup] once it
// has ended, for what it may have left behind.
func (p Program) Command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p.Path, slices.Concat(p.Args, args, p.More)...)
	cmd.Dir, cmd.Env = p.Dir, p.Env
	OwnGroup(cmd)
	cmd.Cancel = func() error { return KillGroup(cmd) }
	// A process that has left the group may hold the output for ever.
	cmd.WaitDelay = 200 * time.Millisecond
	return cmd
}

// An Error says how a program ended that should not have.
type Error struct {
	Err  error
	Text string // the end of what it printed
}

// Error returns the text of Err and, on lines of its own, what was printed.
func (e *Error) Error() string {
	if e.Text == "" {
		return e.Err.Error()
	}
	return e.Err.Error() + "\n" + e.Text
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// ErrPatience is the cause of an end that came for want of any sign of life.
var ErrPatience = errors.New("out of patience")

// ErrFlood is the error of a program that prints without end.
var ErrFlood = fmt.Errorf("it printed more than %d MiB", MostOutput>>20)

// MostOutput is how much a program may print, in bytes.
const MostOutput = 64 << 20

// told is how much of what a program printed an error repeats, of its beginning and of
// its end each.
const told = 1000

// An Excerpt keeps the beginning and the end of what is written to it, and fails beyond
// [MostOutput]. It may be used concurrently.
type Excerpt struct {
	mu   sync.Mutex
	all  int64
	head []byte
	tail []byte
}

// Write keeps what there is room for; its error is [ErrFlood].
func (e *Excerpt) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all += int64(len(p))
	rest := p
	if room := told - len(e.head); room > 0 {
		n := min(room, len(p))
		e.head, rest = append(e.head, p[:n]...), p[n:]
	}
	e.tail = append(e.tail, rest[max(0, len(rest)-told):]...)
	e.tail = e.tail[max(0, len(e.tail)-told):]
	if e.all > MostOutput {
		return 0, ErrFlood
	}
	return len(p), nil
}

// String returns the first and the last lines, with dots for what is between.
func (e *Excerpt) String() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	head, tail := string(e.head), string(e.tail)
	if e.all > int64(len(head)+len(tail)) {
		if i := strings.LastIndexByte(head, '\n'); i >= 0 {
			head = head[:i]
		}
		if _, rest, ok := strings.Cut(tail, "\n"); ok {
			tail = rest
		}
		return strings.TrimSpace(head) + "\n...\n" + strings.TrimSpace(tail)
	}
	return strings.TrimSpace(head + tail)
}

// Run runs a program to its end and hands each line that it prints to line, without the
// newline, as soon as it is there. Nothing printed for as long as patience is an end.
// The error of a program that fails holds the end of what it printed.
func (p Program) Run(ctx context.Context, patience time.Duration, args []string, line func(string)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd := p.Command(ctx, args...)
	var printed Excerpt
	alive := time.AfterFunc(patience, func() { cancel(ErrPatience) })
	defer alive.Stop()
	w := &lineWriter{line: line, seen: func(b []byte) error {
		alive.Reset(patience)
		_, err := printed.Write(b)
		if err != nil {
			cancel(err)
		}
		return err
	}}
	cmd.Stdout = w
	cmd.Stderr = writerFunc(w.seenOnly)
	if err := cmd.Start(); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return err
	}
	err := cmd.Wait()
	KillGroup(cmd) // what it has left behind
	w.flush()
	if cause := context.Cause(ctx); cause != nil {
		if errors.Is(cause, ErrPatience) {
			cause = fmt.Errorf("no sign of life for %v (--patience): %w", patience, cause)
		}
		return &Error{cause, printed.String()}
	}
	if err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		return &Error{err, printed.String()}
	}
	return nil
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// A lineWriter cuts what is written into lines.
type lineWriter struct {
	mu   sync.Mutex
	line func(string)
	seen func([]byte) error
	rest []byte
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.seen(p); err != nil {
		return 0, err
	}
	w.rest = append(w.rest, p...)
	for {
		i := bytes.IndexByte(w.rest, '\n')
		if i < 0 {
			return len(p), nil
		}
		w.line(string(bytes.TrimSuffix(w.rest[:i], []byte("\r"))))
		w.rest = w.rest[i+1:]
	}
}

func (w *lineWriter) seenOnly(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.seen(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// flush hands out a last line that has no newline.
func (w *lineWriter) flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.rest) > 0 {
		w.line(string(w.rest))
		w.rest = nil
	}
}
