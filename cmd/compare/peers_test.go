package main_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/plain"
	"github.com/go-foundations/poolbench/bench/stats"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/strategies"
)

// reference is the way that the others are compared with: what a pool does if nothing
// is said.
const reference = "shared-queue"

// ofRuns returns the ratio of two ways over runs in turn: the Hodges-Lehmann estimate
// and its interval of 95 %.
func ofRuns(a, b []float64) stats.Estimate {
	var logs []float64
	for i := range min(len(a), len(b)) {
		logs = append(logs, math.Log(a[i]/b[i]))
	}
	return stats.HodgesLehmann(logs, 0.95).Exp()
}

// peerTable has the ways of stored benchmarks whose names begin so, the fastest first.
func peerTable(t *testing.T, prefix string) string {
	names, samples := benchSamples(t, "peers.txt", "sec/job")
	_, allocs := benchSamples(t, "peers.txt", "allocs/op")
	names = slices.DeleteFunc(names, func(n string) bool { return !strings.HasPrefix(n, prefix) })
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(stats.Median(samples[a]), stats.Median(samples[b])) })
	var b strings.Builder
	fmt.Fprintf(&b, "| way | ns a job | × %s | allocations a job | n |\n|---|---|---|---|---|\n", reference)
	for _, n := range names {
		way := strings.TrimPrefix(n, prefix)
		ratio := "1"
		if way != reference {
			e := ofRuns(samples[n], samples[prefix+reference])
			ratio = fmt.Sprintf("%.2f (%.2f–%.2f)", e.Center, e.Lo, e.Hi)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %.2f | %d |\n", way, nanoseconds(samples[n]), ratio, stats.Median(allocs[n])/100_000, len(samples[n]))
	}
	return b.String()
}

// peersByWorkers has the ways of stored benchmarks of one kind of job for several worker
// counts, the fastest with the fewest first.
func peersByWorkers(t *testing.T, job string, workers ...int) string {
	names, samples := benchSamples(t, "peers.txt", "sec/job")
	name := func(way string, n int) string { return fmt.Sprintf("Batch/job=%s/workers=%d/way=%s", job, n, way) }
	var ways []string
	for _, n := range names {
		if way, ok := strings.CutPrefix(n, name("", workers[0])); ok {
			ways = append(ways, way)
		}
	}
	slices.SortFunc(ways, func(a, b string) int {
		return cmp.Compare(stats.Median(samples[name(a, workers[0])]), stats.Median(samples[name(b, workers[0])]))
	})
	var b strings.Builder
	b.WriteString("| way |")
	for _, n := range workers {
		fmt.Fprintf(&b, " %d workers |", n)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(workers)) + "\n")
	for _, way := range ways {
		fmt.Fprintf(&b, "| `%s` |", way)
		for _, n := range workers {
			fmt.Fprintf(&b, " %s |", nanoseconds(samples[name(way, n)]))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// bars are what the pool wants to keep, and the ways that it is held against.
var bars = []struct {
	prefix, peer string
	most         float64
}{
	{"Batch/job=nop/workers=2/way=", "conc-iter", 1.2}, {"Batch/job=nop/workers=2/way=", "plain-atomic", 1.2},
	{"Batch/job=nop/workers=2/way=", "pond", 0.4}, {"Batch/job=nop/workers=2/way=", "ants", 0.15}, {"Batch/job=nop/workers=2/way=", "errgroup", 0.15},
	{"Batch/job=1us/workers=2/way=", "plain-atomic", 1.05}, {"Batch/job=1us/workers=2/way=", "pond", 0.75},
	{"Batch/job=1us/workers=2/way=", "ants", 0.5}, {"Batch/job=1us/workers=2/way=", "errgroup", 0.5},
	{"Batch/job=1us/workers=4/way=", "plain-atomic", 1.05}, {"Batch/job=1us/workers=4/way=", "pond", 0.75},
	{"Batch/job=1us/workers=4/way=", "ants", 0.5}, {"Batch/job=1us/workers=4/way=", "errgroup", 0.5},
	{"Batch/job=1us/workers=16/way=", "plain-atomic", 1.05}, {"Batch/job=1us/workers=16/way=", "pond", 0.75},
	{"Batch/job=1us/workers=16/way=", "ants", 0.5}, {"Batch/job=1us/workers=16/way=", "errgroup", 0.5},
	{"Stream/job=nop/way=", "pond", 0.7}, {"Stream/job=nop/way=", "pkgz", 0.7},
}

// none stands where there is nothing to tell.
const none = "–"

// held says whether a bar does: the whole interval is on the right side, on the wrong
// one, or neither.
func held(e stats.Estimate, most float64) string {
	switch {
	case e.Hi <= most:
		return "holds"
	case e.Lo > most:
		return "**missed**"
	}
	return "undecided"
}

func times(e stats.Estimate) string { return fmt.Sprintf("%.2f× (%.2f–%.2f)", e.Center, e.Lo, e.Hi) }

// peerBars says which bars hold.
func peerBars(t *testing.T) string {
	_, samples := benchSamples(t, "peers.txt", "sec/job")
	var b strings.Builder
	b.WriteString("| jobs | against | bar | measured | | `plain-static` against it |\n|---|---|---|---|---|---|\n")
	for _, bar := range bars {
		e := ofRuns(samples[bar.prefix+reference], samples[bar.prefix+bar.peer])
		static := none
		if x := samples[bar.prefix+plain.Static]; x != nil {
			least := ofRuns(x, samples[bar.prefix+bar.peer])
			static = times(least)
			// What results/peers.md says of bars that are missed.
			if e.Lo > bar.most && least.Hi < bar.most {
				t.Errorf("%s against %s: missed, and %s does not miss it", bar.prefix, bar.peer, plain.Static)
			}
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %.2f× | %s | %s | %s |\n", strings.TrimSuffix(bar.prefix, "/way="), bar.peer, bar.most, times(e), held(e, bar.most), static)
	}
	return b.String()
}

// isPeer reports whether a contender is a library's.
func isPeer(name string) bool {
	return !strings.HasPrefix(name, "plain-") && !slices.ContainsFunc(strategies.All(), func(e strategies.Entry) bool { return e.Name() == name })
}

// peerGrain has METG(50 %) of the stored run, and how our strategies compare with the best
// library.
func peerGrain(t *testing.T) string {
	run, _ := stored(t, "peers-grain.json.gz")
	g, err := verdict.GrainOf(run, plain.Static, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(g.Curves, func(c verdict.GrainCurve) bool { return isPeer(c.Strategy) })
	best := g.Curves[i]
	var b strings.Builder
	fmt.Fprintf(&b, "| way | METG(50 %%) | × `%s` | at 100 ns | at 1 µs | at 10 µs | n |\n|---|---|---|---|---|---|---|\n", best.Strategy)
	for _, c := range g.Curves {
		ratio := "1"
		if c.Strategy != best.Strategy {
			ratio = times(ofRuns(c.ByRound, best.ByRound))
		}
		size := fmt.Sprintf("%.0f ns", c.METG*1e9)
		if c.METGLo != nil {
			size = fmt.Sprintf("%.0f ns (%.0f–%.0f)", c.METG*1e9, *c.METGLo*1e9, *c.METGHi*1e9)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |", c.Strategy, size, ratio)
		for _, want := range []float64{1e-7, 1e-6, 1e-5} {
			for _, p := range c.Points {
				if math.Abs(p.Size/want-1) < 0.1 {
					fmt.Fprintf(&b, " %.0f %% |", 100*p.Efficiency)
				}
			}
		}
		fmt.Fprintf(&b, " %d |\n", c.N)
	}
	fmt.Fprintf(&b, "\nThe bar is half of the best library's, `%s`: ", best.Strategy)
	var says []string
	for _, c := range g.Curves {
		if !isPeer(c.Strategy) && !strings.HasPrefix(c.Strategy, "plain-") {
			says = append(says, fmt.Sprintf("`%s` %s", c.Strategy, held(ofRuns(c.ByRound, best.ByRound), 0.5)))
		}
	}
	return b.String() + strings.Join(says, ", ") + ".\n"
}

// dynamic are the strategies that hand out jobs as workers get free.
var dynamic = []string{"shared-queue", "work-stealing", "guided", "factoring", "trapezoid", "priority", "priority-weighted", "adaptive"}

// peerSkewed has the makespans of the stored run of skewed jobs.
func peerSkewed(t *testing.T) string {
	run, rep := stored(t, "peers-skewed.json.gz")
	values := func(strategy, metric string) (all []float64) {
		for _, tr := range run.Trials {
			if tr.Strategy == strategy {
				all = append(all, tr.Metrics[metric])
			}
		}
		return all
	}
	// Trials are in random order within a round, rounds are not.
	var cells []verdict.Cell
	for _, c := range rep.Cells {
		if c.Metric == "efficiency" {
			cells = append(cells, c)
		}
	}
	slices.SortFunc(cells, func(a, b verdict.Cell) int { return cmp.Compare(b.Median, a.Median) })
	best := cells[0].Strategy
	var b strings.Builder
	b.WriteString("| way | efficiency | × the time of `" + best + "` | 98 %% of the ideal | 1.05× the best | n |\n|---|---|---|---|---|---|\n")
	for _, c := range cells {
		e := ofRuns(values(c.Strategy, "makespan"), values(best, "makespan"))
		ratio, ideal, near := "1", "", ""
		if c.Strategy != best {
			ratio = times(e)
		}
		if slices.Contains(dynamic, c.Strategy) {
			loss := stats.HodgesLehmann(values(c.Strategy, "efficiency"), 0.95)
			ideal = held(stats.Estimate{Center: -loss.Center, Lo: -loss.Hi, Hi: -loss.Lo}, -0.98)
			near = held(e, 1.05)
			if c.Strategy == best {
				near = "holds"
			}
		}
		fmt.Fprintf(&b, "| `%s` | %.1f %% (%.1f–%.1f) | %s | %s | %s | %d |\n", c.Strategy, 100*c.Median, 100*deref(c.Lo), 100*deref(c.Hi), ratio, ideal, near, c.N)
	}
	return strings.Replace(b.String(), "%%", "%", 1)
}

func deref(p *float64) float64 {
	if p == nil {
		return math.NaN()
	}
	return *p
}

// peerAbilities has what each library can do, as its test has seen it.
func peerAbilities(t *testing.T) string {
	var columns, rows []string
	cells := make(map[string]string)
	for line := range strings.Lines(resultFile(t, "peers-abilities.txt")) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if !slices.Contains(rows, f[0]) {
			rows = append(rows, f[0])
		}
		if !slices.Contains(columns, f[1]) {
			columns = append(columns, f[1])
		}
		cells[f[0]+"|"+f[1]] = f[2]
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| library | %s |\n|---|%s\n", strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s |", r)
		for _, c := range columns {
			fmt.Fprintf(&b, " %s |", cells[r+"|"+c])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// peerRules has which rules of the contract each way keeps: first those that none does.
func peerRules(t *testing.T) string {
	var ways, rules []string
	became := make(map[string]string)
	for line := range strings.Lines(resultFile(t, "peers-rules.txt")) {
		f := strings.Fields(line)
		if !slices.Contains(ways, f[0]) {
			ways = append(ways, f[0])
		}
		if !slices.Contains(rules, f[1]) {
			rules = append(rules, f[1])
		}
		became[f[0]+" "+f[1]] = f[2]
	}
	var nobody []string
	for _, r := range rules {
		if !slices.ContainsFunc(ways, func(w string) bool { return became[w+" "+r] == "keeps" }) {
			nobody = append(nobody, r)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Of %d rules none of these ways keeps %s.\n\n", len(rules), code1(nobody))
	b.WriteString("| way | keeps | beyond these does not keep |\n|---|---|---|\n")
	for _, w := range ways {
		kept := 0
		var broken []string
		for _, r := range rules {
			what := became[w+" "+r]
			switch {
			case what == "keeps":
				kept++
			case slices.Contains(nobody, r):
			case what == "breaks":
				broken = append(broken, "`"+r+"`")
			default:
				broken = append(broken, "`"+r+"` ("+what+")")
			}
		}
		fmt.Fprintf(&b, "| `%s` | %d | %s |\n", w, kept, strings.Join(broken, ", "))
	}
	b.WriteString("\nThose that the program does not survive, whichever way: ")
	var crashes []string
	for _, w := range ways {
		if slices.ContainsFunc(rules, func(r string) bool { return became[w+" "+r] == "crashes" }) {
			crashes = append(crashes, w)
		}
	}
	return b.String() + code1(crashes) + ", where a job panics.\n"
}

// code1 lists names as code.
func code1(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }

// TestPeersBelowALoop holds what results/peers.md says of jobs of a microsecond: these
// ways are slower than no goroutines at all.
func TestPeersBelowALoop(t *testing.T) {
	_, samples := benchSamples(t, "peers.txt", "sec/job")
	const prefix = "Batch/job=1us/workers=2/way="
	for _, way := range []string{"ants", "errgroup", "conc", "gammazero"} {
		if e := ofRuns(samples[prefix+way], samples[prefix+"plain-loop"]); e.Lo <= 1 {
			t.Errorf("%s takes %.2f (%.2f–%.2f) of what a loop takes", way, e.Center, e.Lo, e.Hi)
		}
	}
}
