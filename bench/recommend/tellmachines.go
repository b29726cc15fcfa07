package recommend

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
)

// Sentence says which way is best, and compares it to one queue without a broker.
func (m *Machines) Sentence(name string) string {
	if m.Best == nil {
		return fmt.Sprintf("over machines: none of %s keeps %s within %s, even with %d times the %s needed without a broker.", plural(len(m.Ways), "way"), name, number.Limit(m.Limit), mostMore, plural(m.Workers, "worker"))
	}
	x := m.Ways[*m.Best]
	than := "as many as without a broker"
	if x.Total > m.Workers {
		than = fmt.Sprintf("%d more than without a broker", x.Total-m.Workers)
	}
	each := ""
	if x.Processes > 1 {
		each = " each"
	}
	return fmt.Sprintf("over machines: %s with %s%s, %s: %s %s; that is %s, %s.", processes(x.Processes), plural(x.Workers, "worker"), each, x.How(), name, number.Time(x.Value), plural(x.Total, "worker"), than)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func processes(n int) string {
	if n == 1 {
		return "1 process"
	}
	return fmt.Sprintf("%d processes", n)
}

// How says what the broker and the processes do.
func (x Brokered) How() string {
	if x.Prefetch == 0 {
		return "poll " + number.Limit(x.Poll)
	}
	how := fmt.Sprintf("prefetch %d", x.Prefetch)
	if x.AckWait > 0 {
		how += ", ack wait " + number.Limit(x.AckWait)
	}
	return how
}

// MachinesHeader names the columns of [Machines.Rows].
func (m *Machines) MachinesHeader(name string) []string {
	header := []string{"processes", "how", "few: " + name, "needed", name, "workers", "again"}
	if m.PerHour > 0 {
		header = append(header, "month")
	}
	return header
}

// Rows has a row for each way: its processes, what they do, the metric with as few workers as
// without a broker, the workers that each process needs, the metric with these, how many
// workers that is, and how many jobs were run again.
func (m *Machines) Rows() [][]string {
	var rows [][]string
	for _, x := range m.Ways {
		needed, total, month := fmt.Sprint(x.Workers), fmt.Sprint(x.Total), "–"
		if !x.Met {
			needed, total = fmt.Sprintf("over %d", x.Workers), "–"
		} else if x.Month != nil {
			month = number.Digits(*x.Month)
		}
		row := []string{fmt.Sprint(x.Processes), x.How(), number.Time(x.FewValue), needed, number.Time(x.Value), total, fmt.Sprint(x.Duplicates)}
		if m.PerHour > 0 {
			row = append(row, month)
		}
		rows = append(rows, row)
	}
	return rows
}

// Legend says what the columns of [Machines.Rows] are.
func (m *Machines) Legend(name string) string {
	text := fmt.Sprintf("%s; few: with %s in all, rounded up to as many for each process; needed: workers of each process that keep %s within %s; again: jobs that were run again after the ack wait.", plural(m.Jobs, "job"), plural(m.Workers, "worker"), name, number.Limit(m.Limit))
	if slices.ContainsFunc(m.Ways, func(x Brokered) bool { return x.Prefetch > 0 && x.Prefetch < x.Workers }) {
		text += " A process that may hold fewer jobs than it has workers leaves some idle."
	}
	if m.PerHour > 0 {
		text += fmt.Sprintf(" month: what these workers cost in %d hours.", monthHours)
	}
	return text
}

// tell writes a table for people.
func (m *Machines) tell(b *strings.Builder, name string) {
	if m == nil {
		return
	}
	b.WriteString("\n")
	for i, row := range append([][]string{m.MachinesHeader(name)}, m.Rows()...) {
		mark := ""
		if m.Best != nil && i-1 == *m.Best {
			mark = "  <"
		}
		fmt.Fprintf(b, "%9s  %-28s %12s %9s %10s %8s %6s", row[0], row[1], row[2], row[3], row[4], row[5], row[6])
		if len(row) > 7 {
			fmt.Fprintf(b, " %8s", row[7])
		}
		b.WriteString(mark + "\n")
	}
	fmt.Fprintf(b, "%s\n\n", m.Legend(name))
}
