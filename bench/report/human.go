package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A prefix scales a number for people.
type prefix struct {
	factor float64
	text   string
}

var (
	timePrefixes  = []prefix{{1, " s"}, {1e-3, " ms"}, {1e-6, " µs"}, {1e-9, " ns"}}
	countPrefixes = []prefix{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}}
	bytePrefixes  = []prefix{{1 << 30, " GiB"}, {1 << 20, " MiB"}, {1 << 10, " KiB"}, {1, " B"}}
)

// human writes a value in a metric's unit with three digits: "1.23 ms", "131k",
// "97.1%", "48.0 B".
func human(v float64, unit string) string {
	switch unit {
	case "1":
		return digits(v*100) + "%"
	case "x":
		return digits(v) + "×"
	case "/job":
		return digits(v)
	case "s", "s/job":
		return scaled(v, timePrefixes)
	case "B/job":
		return scaled(v, bytePrefixes)
	}
	return scaled(v, countPrefixes)
}

// scaled writes v with the first prefix that leaves at least 1 before it.
func scaled(v float64, prefixes []prefix) string {
	if v == 0 {
		return "0" + strings.Replace(prefixes[len(prefixes)-1].text, "ns", "s", 1)
	}
	for _, p := range prefixes {
		// 999.6 µs prints as 1.00 ms, not as 1000 µs.
		if math.Abs(v)/p.factor >= 0.9995 {
			return digits(v/p.factor) + p.text
		}
	}
	last := prefixes[len(prefixes)-1]
	return digits(v/last.factor) + last.text
}

// digits writes v with three significant digits, but never drops digits before
// the point.
func digits(v float64) string {
	switch a := math.Abs(v); {
	case v == 0:
		return "0"
	case a >= 99.95:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 9.995:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a >= 0.0095:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return strconv.FormatFloat(v, 'g', 2, 64)
}

// plusMinus writes the wider side of a median's interval as a share of it; empty
// when there is none.
func plusMinus(c verdict.Cell) string {
	if c.Lo == nil || c.Hi == nil || c.Median <= 0 {
		return ""
	}
	share := max(*c.Hi/c.Median-1, 1-*c.Lo/c.Median)
	return fmt.Sprintf(" ±%.1f%%", math.Ceil(share*1000)/10)
}

// clean makes text from elsewhere safe to print within a line: an error message
// may hold line breaks or escape sequences.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// hostLine describes the host; empty when nothing is known, or when it does not
// matter.
func hostLine(run *record.Run) string {
	h := run.Host
	if run.Settings.Virtual {
		h = record.Host{GoVersion: h.GoVersion}
	}
	var parts []string
	add := func(ok bool, format string, args ...any) {
		if ok {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(h.CPU != "", "%s", clean(h.CPU))
	add(h.Cores > 0, "%d cores", h.Cores)
	add(h.LogicalCPUs > 0, "%d logical CPUs", h.LogicalCPUs)
	add(h.GOMAXPROCS > 0, "GOMAXPROCS %d", h.GOMAXPROCS)
	add(h.Memory > 0, "%s", scaled(float64(h.Memory), bytePrefixes))
	add(h.OS != "", "%s", strings.Trim(h.OS+"/"+h.Arch, "/"))
	add(h.Kernel != "", "kernel %s", clean(h.Kernel))
	add(h.GoVersion != "", "%s", clean(h.GoVersion))
	if h.Load != nil {
		add(true, "load %s", digits(*h.Load))
	}
	if h.Steal != nil {
		add(true, "steal %s%%", digits(*h.Steal*100))
	}
	if h.Pressure != nil {
		add(true, "CPU pressure %s%%", digits(*h.Pressure*100))
	}
	return strings.Join(parts, ", ")
}

// settingsLine says what was measured.
func settingsLine(run *record.Run) string {
	s := run.Settings
	var parts []string
	if s.Virtual {
		parts = append(parts, "virtual time")
	}
	if s.Mode != "" {
		parts = append(parts, s.Mode+" mode")
	}
	if s.Arrivals != "" {
		parts = append(parts, "arrivals "+clean(s.Arrivals))
	}
	if s.Cores > 0 {
		parts = append(parts, fmt.Sprintf("%d cores", s.Cores))
	}
	rounds := fmt.Sprintf("%d rounds", s.RoundsDone)
	if s.RoundsPlanned > 0 {
		rounds = fmt.Sprintf("%d of %d rounds", s.RoundsDone, s.RoundsPlanned)
	}
	parts = append(parts, rounds)
	if run.Duration > 0 {
		parts = append(parts, "in "+scaled(run.Duration, timePrefixes))
	}
	if run.Paired {
		parts = append(parts, fmt.Sprintf("seed %d", run.Seed))
	}
	if run.Wrapper > 0 {
		parts = append(parts, "of each job "+scaled(run.Wrapper, timePrefixes)+" are the measuring")
	}
	line := strings.Join(parts, ", ")
	if s.Virtual {
		line += "; the same on every machine"
	}
	return line
}

// title describes the workload of an answer: what it stands for and what was
// drawn.
func title(run *record.Run, a verdict.Answer) string {
	parts := []string{fmt.Sprintf("%d workers", a.Workers)}
	if a.Workers == 1 {
		parts[0] = "1 worker"
	}
	if a.Load > 0 {
		parts = append(parts, fmt.Sprintf("load %g", a.Load))
	}
	for _, w := range run.Workloads {
		if w.Name != a.Workload {
			continue
		}
		if w.Realised != "" {
			parts = append(parts, clean(w.Realised)) // begins with the number of jobs
		} else {
			if w.Jobs > 0 {
				parts = append(parts, fmt.Sprintf("%d jobs", w.Jobs))
			}
			if w.Mean > 0 {
				parts = append(parts, "mean "+scaled(w.Mean, timePrefixes), "SCV "+digits(w.SCV))
			}
		}
		if w.Summary != "" {
			return clean(w.Name+": "+w.Summary) + " (" + strings.Join(parts, ", ") + ")"
		}
	}
	return clean(a.Workload) + " (" + strings.Join(parts, ", ") + ")"
}
