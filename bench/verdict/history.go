package verdict

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
)

// A Dated run is a stored run and where it is stored.
type Dated struct {
	Name string
	Run  *record.Run
}

// A Series is one figure of one contender in many runs of the same comparison on the
// same kind of machine, the oldest first.
type Series struct {
	Place
	Strategy string `json:"strategy"`
	Metric   string `json:"metric"`
	// Benchmark is set if the series is of a benchmark, after its package; the fields of
	// contenders are then empty.
	Benchmark string    `json:"benchmark,omitempty"`
	Unit      string    `json:"unit"`
	Machine   string    `json:"machine"` // processor, threads, Go, or "virtual time"
	Points    []Point   `json:"points"`
	Changes   []Turning `json:"changes"`
}

// A Point is one run of a series.
type Point struct {
	Name  string    `json:"name"`
	Time  time.Time `json:"time"`
	Value float64   `json:"value"` // median over the rounds
	N     int       `json:"n"`     // rounds
}

// A Turning is a point at which a series changes.
type Turning struct {
	At      int     `json:"at"` // index of the first point after it
	Was     float64 `json:"was"`
	Is      float64 `json:"is"` // medians of the stretches before and after, up to the next change
	Verdict Verdict `json:"verdict"`
}

// historyStretch is the fewest runs between two changes.
const historyStretch = 3

// HistoryFewest is the fewest runs of a series in which a change can be detected at all:
// with fewer, too many of the possible orders look as extreme as any can.
const HistoryFewest = 10

// historyAlpha is the chance of finding a change in a series without one. It holds for each
// series by itself: one in a hundred unchanged series shows a change.
const historyAlpha = 0.01

// History returns the series of runs, by the metrics that decide the verdict on each or by
// one metric, with the points at which they change: by [stats.ChangePoints], which assumes
// nothing about the distribution, at 1 % for each series. It does not modify the runs.
func History(runs []Dated, o Options) []Series {
	runs = slices.Clone(runs)
	slices.SortStableFunc(runs, func(a, b Dated) int {
		return cmp.Or(a.Run.Start.Compare(b.Run.Start), cmp.Compare(a.Name, b.Name))
	})
	var all []Series
	at := make(map[string]int)
	for _, d := range runs {
		machine := machineOf(d.Run)
		for _, p := range places(d.Run) {
			_, failed := p.failures(d.Run)
			metric, samples := p.deciding(d.Run, o.Metric, failed)
			for _, s := range samples {
				key := fmt.Sprintf("%+v|%s|%s|%s|%s", p.Place, s.strategy, metric.Name, machine, shapeOf(d.Run, p))
				i, known := at[key]
				if !known {
					i = len(all)
					at[key] = i
					all = append(all, Series{Place: p.Place, Strategy: s.strategy, Metric: metric.Name, Unit: metric.Unit, Machine: machine})
				}
				all[i].Points = append(all[i].Points, Point{d.Name, d.Run.Start, stats.Median(s.values), len(s.values)})
			}
		}
	}
	for i := range all {
		m, _ := record.MetricByName(all[i].Metric)
		all[i].turn(m.Better)
	}
	return all
}

// deciding returns the samples of the metric that decides the verdict on a run.
func (p place) deciding(run *record.Run, metric string, failed map[string]bool) (record.Metric, []sample) {
	candidates := run.Settings.DefaultMetrics()
	if metric != "" {
		candidates = []string{metric}
	}
	for _, name := range candidates {
		if samples := p.samples(run, of(name, nil), failed); len(samples) > 0 {
			m, _ := record.MetricByName(name)
			return m, samples
		}
	}
	return record.Metric{}, nil
}

// machineOf identifies the kind of machine of a run.
func machineOf(run *record.Run) string {
	if run.Settings.Virtual {
		return "virtual time"
	}
	h := run.Host
	return fmt.Sprintf("%s, GOMAXPROCS %d, %s/%s, %s", h.CPU, h.GOMAXPROCS, h.OS, h.Arch, h.GoVersion)
}

// shapeOf returns what else has to be the same for two runs to be in one series. The seed
// need not be: other jobs of the same kind are another sample.
func shapeOf(run *record.Run, p place) string {
	jobs := 0
	for i := range run.Trials {
		if p.has(&run.Trials[i]) {
			jobs = run.Trials[i].Jobs
			break
		}
	}
	return fmt.Sprintf("%s|%d|%s|%d", run.Settings.Mode, run.Settings.Cores, run.Settings.Arrivals, jobs)
}

// turn finds the changes of the series. If it is unknown which direction is better, their
// verdict is Changed.
func (s *Series) turn(better Better) {
	values := make([]float64, len(s.Points))
	for i, p := range s.Points {
		values[i] = p.Value
	}
	cuts := stats.ChangePoints(values, historyStretch, historyAlpha, 1)
	from := 0
	for i, at := range cuts {
		end := len(values)
		if i+1 < len(cuts) {
			end = cuts[i+1]
		}
		c := Turning{At: at, Was: stats.Median(values[from:at]), Is: stats.Median(values[at:end]), Verdict: Improved}
		switch {
		case better == "":
			c.Verdict = Changed
		case (c.Is > c.Was) != (better == Higher):
			c.Verdict = Regressed
		}
		s.Changes = append(s.Changes, c)
		from = at
	}
}
