package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/go-foundations/poolbench/bench"
)

// progress tells how far a comparison has come: in one line that is written
// over on a terminal, else in a line now and then.
type progress struct {
	w        io.Writer
	terminal *os.File // nil: none
	last     time.Duration
	shown    bool
}

// plainEvery is how often a line is written where lines stay.
const plainEvery = 10 * time.Second

func newProgress(w io.Writer, getenv func(string) string) *progress {
	p := &progress{w: w, last: -plainEvery}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) && getenv("TERM") != "dumb" {
		p.terminal = f
	}
	return p
}

func (p *progress) show(s bench.Progress) {
	every := plainEvery
	if p.terminal != nil {
		every = 100 * time.Millisecond
	}
	if s.Elapsed-p.last < every {
		return
	}
	p.last = s.Elapsed
	left := ""
	if s.Left >= 0 {
		left = fmt.Sprintf(", about %v left", s.Left.Round(time.Second))
	}
	line := fmt.Sprintf("round %d of %d, trial %d of %d%s: %s on %s",
		s.Round, s.Rounds, s.Trial, s.Trials, left, s.Now.Strategy, s.Now.Workload)
	if p.terminal == nil {
		fmt.Fprintln(p.w, line)
		return
	}
	if width, _, err := term.GetSize(int(p.terminal.Fd())); err == nil && len(line) >= width {
		line = line[:max(0, width-1)]
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s", strings.ToValidUTF8(line, ""))
	p.shown = true
}

// done clears the line.
func (p *progress) done() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
