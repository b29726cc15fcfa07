package joblog

import "io"

const (
	// aheadRows is how many rows are handed over at once: one by one, that costs as much
	// as reading them.
	aheadRows = 256

	// aheadBatches is how many batches there are, which limits the memory.
	aheadBatches = 8
)

// A batch is consecutive rows.
type batch struct {
	cells []string // of all rows, one after the other
	rows  []struct {
		cells, line int
		err         error
	}
}

func (b *batch) add(fields []string, line int, err error) {
	b.cells = append(b.cells, fields...)
	b.rows = append(b.rows, struct {
		cells, line int
		err         error
	}{len(fields), line, err})
}

// each calls do with every row, and returns the error that ended them, nil at the end of the
// log. Another goroutine reads ahead meanwhile, and has ended when each returns. The fields
// are valid until do returns, their texts for ever.
func (r *rows) each(do func(fields []string, line int, err *rowError)) error {
	full, empty := make(chan *batch, aheadBatches), make(chan *batch, aheadBatches)
	for range aheadBatches {
		empty <- new(batch)
	}
	var final error
	go func() {
		defer close(full)
		for b := range empty {
			b.cells, b.rows = b.cells[:0], b.rows[:0]
			for len(b.rows) < aheadRows && final == nil {
				fields, line, err := r.next()
				if _, ok := err.(*rowError); err != nil && !ok {
					final = err
					break
				}
				b.add(fields, line, err)
			}
			full <- b
			if final != nil {
				return
			}
		}
	}()
	for b := range full {
		cells := b.cells
		for _, row := range b.rows {
			bad, _ := row.err.(*rowError)
			do(cells[:row.cells:row.cells], row.line, bad)
			cells = cells[row.cells:]
		}
		empty <- b
	}
	if final == io.EOF {
		return nil
	}
	return final
}
