package content

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Clean makes text from elsewhere safe to print within a line: an error message
// may hold line breaks or escape sequences.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// Plural writes a number of things.
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// HostLine describes the host; empty when nothing is known, or when it does not
// matter.
func HostLine(run *record.Run) string {
	if run.Settings.Virtual {
		return Machine(record.Host{GoVersion: run.Host.GoVersion})
	}
	return Machine(run.Host)
}

// Machine describes a host; empty when nothing is known.
func Machine(h record.Host) string {
	var parts []string
	add := func(ok bool, format string, args ...any) {
		if ok {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(h.CPU != "", "%s", Clean(h.CPU))
	add(h.Cores > 0, "%d cores", h.Cores)
	add(h.LogicalCPUs > 0, "%d logical CPUs", h.LogicalCPUs)
	add(h.GOMAXPROCS > 0, "GOMAXPROCS %d", h.GOMAXPROCS)
	add(h.Memory > 0, "%s", number.Value(float64(h.Memory), "B"))
	add(h.OS != "", "%s", strings.Trim(h.OS+"/"+h.Arch, "/"))
	add(h.Kernel != "", "kernel %s", Clean(h.Kernel))
	add(h.GoVersion != "", "%s", Clean(h.GoVersion))
	if h.Load != nil {
		add(true, "load %s", number.Digits(*h.Load))
	}
	if h.Steal != nil {
		add(true, "steal %s", number.Share(*h.Steal))
	}
	if h.Pressure != nil {
		add(true, "CPU pressure %s", number.Share(*h.Pressure))
	}
	if h.TransferLeast != nil && h.TransferMost != nil {
		least, most := fmt.Sprintf("%.0f", 1e9**h.TransferLeast), fmt.Sprintf("%.0f", 1e9**h.TransferMost)
		if least != most {
			least += " to " + most
		}
		add(true, "a cache line moves in %s ns", least)
	}
	return strings.Join(parts, ", ")
}

// SettingsLine says what was measured.
func SettingsLine(run *record.Run) string {
	s := run.Settings
	var parts []string
	if s.Virtual {
		parts = append(parts, "virtual time"+byGoroutines(s))
	}
	if s.Mode != "" {
		parts = append(parts, s.Mode+" mode")
	}
	if s.Arrivals != "" {
		parts = append(parts, "arrivals "+Clean(s.Arrivals))
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
		parts = append(parts, "in "+number.Time(run.Duration))
	}
	if run.Paired {
		parts = append(parts, fmt.Sprintf("seed %d", run.Seed))
	}
	if run.Wrapper > 0 {
		parts = append(parts, "measurement overhead: "+number.Time(run.Wrapper)+" per job")
	}
	line := strings.Join(parts, ", ")
	switch {
	case s.Virtual && s.RoundsDone < s.RoundsPlanned:
		line += "; these rounds are the same on every machine"
	case s.Virtual:
		line += "; the same on every machine"
	}
	return line
}

// spread says over how many processes so many workers were spread; "": nobody asked for it.
func spread(s record.Settings, workers int) string {
	for _, p := range s.Processes {
		for _, w := range s.Each {
			if p*w == workers {
				if p == 1 {
					return " in 1 process"
				}
				return fmt.Sprintf(" in %d processes of %d or in one", p, w)
			}
		}
	}
	return ""
}

// Title describes the workload of an answer: what it stands for and what was
// drawn.
func Title(run *record.Run, a verdict.Answer) string {
	parts := []string{fmt.Sprintf("%d workers", a.Workers)}
	if a.Workers == 1 {
		parts[0] = "1 worker"
	}
	parts[0] += spread(run.Settings, a.Workers)
	if a.Load > 0 {
		parts = append(parts, fmt.Sprintf("load %g", a.Load))
	}
	for _, w := range run.Workloads {
		if w.Name != a.Workload {
			continue
		}
		if w.Realised != "" {
			parts = append(parts, number.Tidy(Clean(w.Realised))) // begins with the number of jobs
		} else {
			if w.Jobs > 0 {
				parts = append(parts, fmt.Sprintf("%d jobs", w.Jobs))
			}
			if w.Mean > 0 {
				parts = append(parts, "mean "+number.Time(w.Mean), "SCV "+number.Digits(w.SCV))
			}
		}
		if w.Summary != "" {
			return Clean(verdict.WorkloadName(w.Name)+": "+w.Summary) + " (" + strings.Join(parts, ", ") + ")"
		}
	}
	return Clean(verdict.WorkloadName(a.Workload)) + " (" + strings.Join(parts, ", ") + ")"
}

// CellsAt returns the cells that an answer is about, of all jobs.
func CellsAt(rep *verdict.Report, a verdict.Answer) []verdict.Cell {
	var cells []verdict.Cell
	for _, c := range rep.Cells {
		if c.Place == a.Place && c.Priority == nil {
			cells = append(cells, c)
		}
	}
	return cells
}

// Deciding returns the cells of the metric that decides the verdict, the best first.
func Deciding(rep *verdict.Report, a verdict.Answer) []verdict.Cell {
	var out []verdict.Cell
	for _, c := range CellsAt(rep, a) {
		if c.Metric == a.Metric {
			out = append(out, c)
		}
	}
	return out
}

// FailuresAt returns the failures at the place that an answer is about.
func FailuresAt(rep *verdict.Report, a verdict.Answer) []verdict.Failure {
	var failures []verdict.Failure
	for _, f := range rep.Failures {
		if f.Place == a.Place {
			failures = append(failures, f)
		}
	}
	return failures
}

// FailureLine says which contender failed, when and why.
func FailureLine(f verdict.Failure) string {
	return fmt.Sprintf("%s on %s with %d workers, %d of %d trials, first in round %d: %s",
		Clean(f.Strategy), Clean(verdict.WorkloadName(f.Workload)), f.Workers, f.Count, f.Trials, f.Round, Clean(f.Error))
}

// givenUp says which strategies left jobs undone, which makes them look better by every other
// figure: the median share over the trials in which they did.
func givenUp(run *record.Run) []string {
	return unrun(run, "dropped", "gave up %s of the jobs of %s")
}

// answered says which strategies answered jobs with the results of others.
func answered(run *record.Run) []string {
	return unrun(run, "shared", "answered %s of the jobs of %s with the results of other jobs")
}

// unrun returns the median share of jobs that did not run, for the reason that a metric counts.
func unrun(run *record.Run, metric, told string) []string {
	type key struct{ strategy, workload string }
	shares := make(map[key][]float64)
	var order []key
	for i := range run.Trials {
		t := &run.Trials[i]
		if d, ok := t.Metrics[metric]; ok && d > 0 {
			k := key{t.Strategy, t.Workload}
			if shares[k] == nil {
				order = append(order, k)
			}
			shares[k] = append(shares[k], d)
		}
	}
	var out []string
	for _, k := range order {
		out = append(out, fmt.Sprintf("%s "+told+" (median of %s in which it did): its other figures cover only the jobs it ran",
			Clean(k.strategy), number.Value(stats.Median(shares[k]), "1"), Clean(k.workload), Plural(len(shares[k]), "trial")))
	}
	return out
}

// Warnings returns those of the run, of its workloads and of the judgement.
func Warnings(run *record.Run, rep *verdict.Report) []string {
	all := slices.Clone(run.Warnings)
	for _, w := range run.Workloads {
		for _, text := range w.Warnings {
			all = append(all, w.Name+": "+text)
		}
	}
	all = append(all, rep.Warnings...)
	all = append(all, givenUp(run)...)
	all = append(all, answered(run)...)
	all = append(all, configured(run)...)
	if run.Interrupted {
		all = append(all, fmt.Sprintf("The run was interrupted: %d of %d planned rounds are complete.",
			run.Settings.RoundsDone, run.Settings.RoundsPlanned))
	}
	return all
}

// configured says for which contenders the figures measure the configuration, because most of
// their trials reported a [record.Configuration].
func configured(run *record.Run) []string {
	type key struct {
		strategy, workload string
		workers            int
		load               float64
	}
	notes := make(map[key][]string)
	trials := make(map[key]int)
	var order []key
	for i := range run.Trials {
		t := &run.Trials[i]
		k := key{t.Strategy, t.Workload, t.Workers, t.Load}
		if trials[k]++; trials[k] == 1 {
			order = append(order, k)
		}
		for _, d := range t.Details {
			if d.Name == record.Configuration {
				notes[k] = append(notes[k], Clean(d.Note))
			}
		}
	}
	var out []string
	said := make(map[string]bool)
	for _, k := range order {
		note, n := commonest(notes[k])
		if 2*len(notes[k]) <= trials[k] {
			continue
		}
		line := fmt.Sprintf("%s on %s: this measures the configuration: %s (in %d of %s)", Clean(k.strategy), Clean(k.workload), note, n, Plural(trials[k], "trial"))
		if !said[line] {
			out, said[line] = append(out, line), true
		}
	}
	return out
}

// commonest returns the text that occurs most often, the first if several do, and how often it
// occurs.
func commonest(texts []string) (best string, most int) {
	count := map[string]int{}
	for _, text := range texts {
		count[text]++
	}
	for _, text := range texts {
		if count[text] > most {
			best, most = text, count[text]
		}
	}
	return best, most
}

// byGoroutines says which contenders ran as goroutines in virtual time, if any did.
func byGoroutines(s record.Settings) string {
	switch n := len(s.Goroutines); {
	case n == 0:
		return ""
	case n == len(s.Strategies):
		return " by goroutines"
	case n > 3:
		return fmt.Sprintf(" (%d of %d contenders by goroutines, the others by events)", n, len(s.Strategies))
	}
	return " (by goroutines: " + Clean(strings.Join(s.Goroutines, ", ")) + "; the others by events)"
}
