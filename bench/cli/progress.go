package cli

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/go-foundations/poolbench/bench"
)

// progress tells how far a comparison has come: in one line that is written
// over on a terminal, else in a line now and then.
type progress struct {
	w       io.Writer
	columns func() int // of the terminal; nil: it is none
	told    bool
	last    time.Duration
}

const (
	plainEvery    = 10 * time.Second // where lines stay
	terminalEvery = 100 * time.Millisecond

	clearLine = "\r\x1b[K"
)

func newProgress(w io.Writer, getenv func(string) string) *progress {
	return &progress{w: w, columns: columns(w, getenv)}
}

func (p *progress) show(s bench.Progress) {
	every := plainEvery
	if p.columns != nil {
		every = terminalEvery
	}
	if p.told && s.Elapsed-p.last < every {
		return
	}
	p.told, p.last = true, s.Elapsed
	left := ""
	if s.Left >= 0 {
		left = fmt.Sprintf(", about %v left", s.Left.Round(time.Second))
	}
	line := fmt.Sprintf("round %d of %d, trial %d of %d%s: %s on %s",
		s.Round, s.Rounds, s.Trial, s.Trials, left, s.Now.Strategy, s.Now.Workload)
	// A workload may be named as a file is.
	line = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '?'
		}
		return r
	}, line)
	if p.columns == nil {
		fmt.Fprintln(p.w, line)
		return
	}
	// The last column stays empty: some terminals begin a new line after it.
	if width := p.columns(); width > 0 {
		if runes := []rune(line); len(runes) >= width {
			line = string(runes[:width-1])
		}
	}
	fmt.Fprint(p.w, clearLine+line)
}

// done leaves no line on a terminal.
func (p *progress) done() {
	if p.columns != nil && p.told {
		fmt.Fprint(p.w, clearLine)
	}
}
