package joblog

import (
	"fmt"
	"strings"
)

// BadRows says which rows of a log cannot be used.
type BadRows struct {
	Bad   int      // how many rows
	First []string // what is wrong with the first few, with line numbers
}

func (e *BadRows) Error() string {
	more := ""
	if n := e.Bad - len(e.First); n > 0 {
		more = fmt.Sprintf("; and %d more", n)
	}
	rows := "rows"
	if e.Bad == 1 {
		rows = "row"
	}
	return fmt.Sprintf("%d bad %s: %s%s", e.Bad, rows, strings.Join(e.First, "; "), more)
}

const maxBadShown = 5

func (e *BadRows) add(line int, err error) {
	if e.Bad++; len(e.First) < maxBadShown {
		e.First = append(e.First, fmt.Sprintf("line %d: %v", line, err))
	}
}
