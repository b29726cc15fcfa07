package joblog

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
)

// TestAhead: rows that are read ahead come in their order and with their errors, whatever
// their number is to that of a batch; the goroutine that reads them ends with them.
func TestAhead(t *testing.T) {
	broken := errors.New("broken")
	for _, final := range []error{io.EOF, broken} {
		for _, n := range []int{0, 1, aheadRows - 1, aheadRows, aheadRows + 1, aheadRows * (aheadBatches + 2)} {
			synctest.Test(t, func(t *testing.T) {
				fields, at := make([]string, 3), 0
				r := &rows{next: func() ([]string, int, error) {
					at++
					switch {
					case at > n:
						return nil, 0, final
					case at%7 == 0:
						return nil, at, &rowError{broken}
					}
					of := fields[:at%4]
					for i := range of {
						of[i] = fmt.Sprint(at + i)
					}
					return of, at, nil
				}}
				want := 0
				err := r.each(func(fields []string, line int, bad *rowError) {
					want++
					ok := line == want && (bad != nil) == (want%7 == 0) && (bad != nil || len(fields) == want%4)
					for i, s := range fields {
						ok = ok && s == fmt.Sprint(want+i)
					}
					if !ok {
						t.Errorf("row %d of %d: %q at line %d, %v", want, n, fields, line, bad)
					}
				})
				if want != n || final == io.EOF && err != nil || final != io.EOF && err != final {
					t.Errorf("%d of %d rows, %v", want, n, err)
				}
			})
		}
	}
}
