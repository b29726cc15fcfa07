package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/bench/rounds"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// progress reports how far a comparison has come. On a terminal it is a live view: a line,
// and below it the current standing of the contenders at the place being measured.
// Elsewhere it is a line now and then.
type progress struct {
	w    io.Writer
	size func() (columns, rows int) // of the terminal; nil: it is none
	run  *record.Run                // the run so far
	told bool
	last time.Duration
	rows int // of the view that is on the terminal
}

const (
	plainEvery    = 10 * time.Second // where lines cannot be written over
	terminalEvery = 100 * time.Millisecond

	// usualRows is the assumed height of a terminal that does not report one.
	usualRows = 24

	toStart   = "\r"
	clearRest = "\x1b[K" // of the line
)

func newProgress(w io.Writer, getenv func(string) string, run *record.Run) *progress {
	return &progress{w: w, size: terminal(w, getenv), run: run}
}

func (p *progress) show(s rounds.Progress) {
	every := plainEvery
	if p.size != nil {
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
		s.Round, s.Rounds, s.Trial, s.Trials, left, s.Now.Strategy, shortName(s.Now.Workload))
	// The name of a workload may be a path.
	line = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '?'
		}
		return r
	}, line)
	if p.size == nil {
		fmt.Fprintln(p.w, line)
		return
	}
	width, height := p.size()
	if height == 0 {
		height = usualRows
	}
	view := []string{text.Cut(line, width)}
	if height > 2 {
		cells := verdict.Medians(p.run, verdict.Place{Workload: s.Now.Workload, Workers: s.Now.Workers, Load: s.Now.Load})
		view = append(view, text.Live(cells, width, height-2)...)
	}
	p.draw(view)
}

// draw writes the view over the previous one. It clears line by line: clearing the screen
// would push the old view into the scrollback.
func (p *progress) draw(view []string) {
	var b strings.Builder
	b.WriteString(up(p.rows - 1))
	for i := range max(len(view), p.rows) {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i < len(view) {
			b.WriteString(view[i])
		}
		b.WriteString(clearRest)
	}
	if over := p.rows - len(view); over > 0 {
		b.WriteString(up(min(over, p.rows-1)))
	}
	fmt.Fprint(p.w, b.String())
	p.rows = len(view)
}

// up returns the escape sequence that moves to the start of the line that many rows above.
func up(rows int) string {
	if rows > 0 {
		return toStart + fmt.Sprintf("\x1b[%dA", rows)
	}
	return toStart
}

// shortName returns the name of a workload without the folder of a trace.
func shortName(workload string) string {
	if file, ok := strings.CutPrefix(workload, tracePrefix); ok {
		return tracePrefix + filepath.Base(file)
	}
	return workload
}

// done clears the view from a terminal.
func (p *progress) done() {
	if p.size != nil && p.told {
		p.draw(nil)
	}
}
