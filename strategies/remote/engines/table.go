package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/stats"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/usage"
)

// A table is what was measured.
type table struct {
	plan
	args     string // of the command
	settings []setting
	samples  [][]sample // by setting and round
	absent   []string   // by setting: why it was left out, or ""
	warnings []string   // of the machine
}

// confidence is that of the intervals.
const confidence = 0.95

// write writes the table as Markdown.
func (t *table) write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Engines\n\nWritten by `cd strategies/remote/engines && go run . %s`.\n\n", t.args)
	fmt.Fprintf(&b, "%d rounds in random order; %d worker processes of %d workers; %s on %d processors; %s.\n\n", t.rounds, t.processes, t.workers, runtime.Version(), runtime.NumCPU(), versions())
	fmt.Fprintf(&b, "- **µs a job**: %d jobs that do nothing, at once, from the first publication to the last result. The median of the\n  rounds (Hodges–Lehmann), with its %.0f %% interval.\n", t.jobs, 100*confidence)
	fmt.Fprintf(&b, "- **1 ms**, **5 %% × 100**: %d jobs that wait a millisecond each, or of which every twentieth waits 20 ms and the others\n  0.2 ms; **skewed**: whose waits are those of the workload skewed, a millisecond in the mean: how often as long as if their waits were shared evenly by the workers and nothing else took time. 1 is the best.\n", t.waits)
	fmt.Fprintf(&b, "- **bytes**, **round trips**, **server CPU**: of a job that does nothing. Bytes that coordinator and workers send and receive; how often\n  one of them reads something on a connection that it has written to since it last did; processor time of the server's processes.\n  Medians of the rounds. – is what cannot be told: a file has no connections, and a server in the coordinator's process, as NATS has it but in one row, no time of its own.\n")
	fmt.Fprintf(&b, "- **pick-up**: %d jobs a round, one by one to idle workers, from Submit to their beginning. Percentiles of all\n  rounds together, with %.0f %% intervals as if jobs did not depend on each other. A ? is a bound for which there are too few.\n\n", t.lone, 100*confidence)
	for _, warning := range t.warnings {
		fmt.Fprintf(&b, "**Warning**: %s.\n\n", warning)
	}
	b.WriteString("| engine | µs a job | 1 ms | 5 % × 100 | skewed | pick-up p50, ms | pick-up p99, ms | bytes | round trips | server CPU, µs | n |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	for i, s := range t.settings {
		if t.absent[i] != "" {
			fmt.Fprintf(&b, "| %s | not measured: %s | | | | | | | | | 0 |\n", s.name, t.absent[i])
			continue
		}
		jobs, lone := t.of(i)
		var even, skew, drawn []float64
		for _, s := range t.samples[i] {
			even, skew, drawn = append(even, s.even), append(skew, s.skew), append(drawn, s.drawn)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %d |\n", s.name, figure(stats.HodgesLehmann(jobs, confidence)),
			figure(stats.HodgesLehmann(even, confidence)), figure(stats.HodgesLehmann(skew, confidence)), figure(stats.HodgesLehmann(drawn, confidence)), figure(quantile(lone, 0.5)), figure(quantile(lone, 0.99)),
			t.perJob(i, func(u usage.Usage) (float64, bool) { return float64(u.Bytes), u.Bytes > 0 }),
			t.perJob(i, func(u usage.Usage) (float64, bool) { return float64(u.RoundTrips), u.Bytes > 0 }),
			t.perJob(i, func(u usage.Usage) (float64, bool) {
				return float64(u.ServerCPU) / float64(time.Microsecond), u.HasServer
			}), len(jobs))
	}
	if again, twice := t.deliveries(); again+twice == 0 {
		b.WriteString("\nEvery job was delivered and reported once.\n")
	} else {
		fmt.Fprintf(&b, "\nJobs delivered again: %d; results that came twice, of which the second was dropped: %d.\n", again, twice)
	}
	for _, note := range t.explained() {
		fmt.Fprintf(&b, "\n%s\n", note)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// of returns the µs a job of each round, and the ms of all pick-ups in ascending order.
func (t *table) of(i int) (jobs, lone []float64) {
	for _, s := range t.samples[i] {
		jobs = append(jobs, float64(s.job)/float64(time.Microsecond))
		for _, d := range s.lone {
			lone = append(lone, float64(d)/float64(time.Millisecond))
		}
	}
	slices.Sort(lone)
	return jobs, lone
}

// perJob writes the median over the rounds of what a job took, as far as that is known of all.
func (t *table) perJob(i int, of func(usage.Usage) (float64, bool)) string {
	var all []float64
	for _, s := range t.samples[i] {
		x, known := of(s.taken)
		if !known {
			return "–"
		}
		all = append(all, x/float64(t.jobs))
	}
	return digits(stats.Median(all))
}

// deliveries counts over all settings.
func (t *table) deliveries() (again, twice int64) {
	for _, samples := range t.samples {
		for _, s := range samples {
			again += s.stats.Redelivered
			twice += s.stats.Duplicates
		}
	}
	return again, twice
}

// explained says which figures are those of a setting and not of the engine: a worker that
// asks every so often hears of a lone job after half of that on average, if no other asks
// in between.
func (t *table) explained() (notes []string) {
	for i, s := range t.settings {
		jobs, lone := t.of(i)
		if least := float64(s.cooldown) / float64(time.Microsecond) / float64(t.processes*cmp.Or(s.prefetch, remote.DefaultPrefetch)); s.cooldown > 0 && len(jobs) > 0 {
			if got := stats.HodgesLehmann(jobs, confidence).Center; got < 2.5*least {
				notes = append(notes, fmt.Sprintf("%s: this measures the configuration. A process asks every %s ms at most and holds %d jobs, so a job takes %s µs at least; it takes %s.",
					s.name, digits(float64(s.cooldown)/float64(time.Millisecond)), cmp.Or(s.prefetch, remote.DefaultPrefetch), digits(least), digits(got)))
			}
		}
		if s.poll == 0 || len(lone) == 0 {
			continue
		}
		most, p50 := float64(s.poll)/float64(time.Millisecond), quantile(lone, 0.5)
		if p50.Lo <= most && p50.Hi >= most/10 {
			notes = append(notes, fmt.Sprintf("%s: this measures the configuration. An idle worker asks every %s ms, and half of the jobs wait %s ms.",
				s.name, digits(most), digits(p50.Center)))
		}
	}
	return notes
}

// quantile is the q-quantile of sorted values by nearest rank, between the two order
// statistics that bound it with the confidence: the binomial by its normal approximation.
func quantile(sorted []float64, q float64) stats.Estimate {
	n := float64(len(sorted))
	if n == 0 {
		return stats.Unknown()
	}
	e := stats.Estimate{Center: sorted[int(math.Ceil(q*n))-1], Lo: math.Inf(-1), Hi: math.Inf(1)}
	half := 1.96 * math.Sqrt(n*q*(1-q))
	if lo := int(math.Floor(q*n - half)); lo >= 1 {
		e.Lo = sorted[lo-1]
	}
	if hi := int(math.Ceil(q*n+half)) + 1; hi <= len(sorted) {
		e.Hi = sorted[hi-1]
	}
	return e
}

// figure writes an estimate with its interval.
func figure(e stats.Estimate) string {
	return fmt.Sprintf("%s (%s–%s)", digits(e.Center), digits(e.Lo), digits(e.Hi))
}

// digits writes a number with three digits that count, and one that is not known as ?.
func digits(x float64) string {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return "?"
	}
	places := 2 - int(math.Floor(math.Log10(cmp.Or(math.Abs(x), 1))))
	if places < 0 {
		unit := math.Pow10(-places)
		return fmt.Sprintf("%.0f", math.Round(x/unit)*unit)
	}
	return fmt.Sprintf("%.*f", places, x)
}

// versions names the clients and servers that are built in.
func versions() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "no versions of modules known"
	}
	var all []string
	for _, m := range info.Deps {
		switch m.Path {
		case "github.com/nats-io/nats.go", "github.com/nats-io/nats-server/v2", "github.com/hibiken/asynq", "github.com/riverqueue/river", "modernc.org/sqlite", "github.com/rabbitmq/amqp091-go":
			all = append(all, m.Path[strings.Index(m.Path, "/")+1:]+" "+m.Version)
		}
	}
	return strings.Join(all, ", ")
}
