// Package live shows the progress of a comparison while it runs. On a terminal it shows a line
// and, below it, the current standing of the contenders at the place being measured, and
// rewrites both; elsewhere it prints a line every ten seconds.
package live

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
	"github.com/go-foundations/poolbench/workloads"
)

// A View shows the progress of a comparison.
type View struct {
	Writer io.Writer
	Size   func() (columns, rows int) // of the terminal, now; 0: it does not say; nil: there is none
	Run    *record.Run                // the run so far

	told bool
	last time.Duration
	rows int // of the view that is on the terminal
}

// Every is how often a new line is printed where lines cannot be rewritten.
const Every = 10 * time.Second

// long is a budget that the user should know about before it is spent.
const long = 20 * time.Second

const (
	terminalEvery = 100 * time.Millisecond

	// usualRows is the assumed height of a terminal that does not report one.
	usualRows = 24

	toStart   = "\r"
	clearRest = "\x1b[K" // of the line
)

// Show shows the progress, unless the last one is too recent.
func (v *View) Show(s rounds.Progress) {
	every := Every
	if v.Size != nil {
		every = terminalEvery
	}
	if v.told && s.Elapsed-v.last < every {
		return
	}
	v.told, v.last = true, s.Elapsed
	left := ""
	switch {
	case s.Left >= 0:
		left = fmt.Sprintf(", about %v left", s.Left.Round(time.Second))
	case s.Budget > 0 && s.Elapsed > s.Budget:
		// The first round, the only one whose end is not known yet, is done all the same.
		left = ", over budget"
		if s.Trial > 1 {
			left = fmt.Sprintf(", over budget, about %v left of this round", (s.Elapsed / time.Duration(s.Trial-1) * time.Duration(s.Trials-s.Trial+1)).Round(time.Second))
		}
	case s.Budget > long:
		left = fmt.Sprintf(", up to %v in all", s.Budget.Round(time.Second))
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
	if v.Size == nil {
		fmt.Fprintln(v.Writer, line)
		return
	}
	width, height := v.Size()
	if height == 0 {
		height = usualRows
	}
	view := []string{text.Cut(line, width)}
	if height > 2 {
		cells := verdict.Medians(v.Run, verdict.Place{Workload: s.Now.Workload, Workers: s.Now.Workers, Load: s.Now.Load})
		view = append(view, text.Live(cells, width, height-2)...)
	}
	v.draw(view)
}

// draw writes the view over the previous one. It clears line by line: clearing the screen
// would push the old view into the scrollback.
func (v *View) draw(view []string) {
	var b strings.Builder
	b.WriteString(up(v.rows - 1))
	for i := range max(len(view), v.rows) {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i < len(view) {
			b.WriteString(view[i])
		}
		b.WriteString(clearRest)
	}
	if over := v.rows - len(view); over > 0 {
		b.WriteString(up(min(over, v.rows-1)))
	}
	fmt.Fprint(v.Writer, b.String())
	v.rows = len(view)
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
	if file, ok := strings.CutPrefix(workload, workloads.TracePrefix); ok {
		return workloads.TracePrefix + filepath.Base(file)
	}
	return workload
}

// Done clears the view from a terminal.
func (v *View) Done() {
	if v.Size != nil && v.told {
		v.draw(nil)
	}
}
