package joblog

import (
	"errors"
	"fmt"
)

// look finds out from the first rows what commas and slashes in a column mean.
func (t *term) look(field string, r *rows, o Options) error {
	var cells []string
	for _, h := range r.head {
		if h.err == nil && t.at < len(h.fields) {
			cells = append(cells, t.cell(h.fields))
		}
	}
	commas, sure := commasOf(cells)
	switch {
	case o.Decimal == ",":
		commas = commaDecimal
	case o.Decimal == ".":
		commas = commaThousands
	case !sure:
		return errors.New("1,102 and 1.102 may mean 1102 or little over 1: choose with --decimal . or --decimal ,")
	}
	t.commas = commas
	if !t.moment {
		return nil
	}
	t.zone = o.Zone
	if err := t.unclear(field, cells); err != nil {
		return err
	}
	if t.order = map[string]dateOrder{"dmy": dayFirst, "mdy": monthFirst}[o.Dates]; t.order != orderUnknown {
		return nil
	}
	either := ""
	for _, s := range cells {
		first, second, ok := dayAndMonth(s)
		switch {
		case !ok:
		case first > 12:
			t.order = dayFirst
			return nil
		case second > 12:
			t.order = monthFirst
			return nil
		default:
			either = s
		}
	}
	if either != "" {
		return fmt.Errorf("%q may begin with the day or the month: choose with --dates dmy or --dates mdy", either)
	}
	return nil
}
