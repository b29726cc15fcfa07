package recommend

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// A Result is the answer to a [Question].
type Result struct {
	Profile workloads.Profile `json:"profile"` // of the jobs
	verdict.Recommendation

	// Wants is how many jobs the deciding metric needs to say anything about jobs other than
	// these, if the log has fewer; else 0.
	Wants int `json:"wants_jobs"`

	// How many stretches of the log there are, in how many the target is met, and in how
	// many the strategy is better than the obvious one, by more than 0.1 %, or no worse.
	Stretches int `json:"stretches"`
	MetIn     int `json:"met_in"`
	BetterIn  int `json:"better_in"`
	NoWorseIn int `json:"no_worse_in"`

	// The least and the greatest value of the deciding metric on them.
	StretchLeast float64 `json:"stretch_least,omitempty"`
	StretchMost  float64 `json:"stretch_most,omitempty"`

	// Unit is that of all times, which JSON has as numbers.
	Unit string `json:"time_unit"`

	Simulated []Simulated `json:"simulated"` // the deciding metric of every strategy, by workers
	Alone     bool        `json:"alone"`     // no other strategy was simulated, as jobs have caps or slots

	FirstCome *FirstCome `json:"first_come"` // nil: jobs come at once, or the metric is none of their times
	Part      *Part      `json:"part"`       // what other strategies do; nil: all ran on the whole log
	Rejected  *Rejected  `json:"rejected"`   // what would have been recommended; nil: nothing else

	Fits []Fit `json:"fits"` // what was tried because of what the log tells of its jobs

	Why  *Why  `json:"why"`  // what the slowest jobs wait for; nil: the strategy is the shared queue, of which FirstCome tells it
	Cost *Cost `json:"cost"` // nil: what a worker costs was not told

	Machines *Machines `json:"machines"` // nil: nobody asked

	Confirmation *Confirmation `json:"confirmation"` // nil: none was asked for, or the target was not met
}

// ErrUnattained is the error for a target that is out of reach.
var ErrUnattained = errors.New("recommend: the target is not reached")

// Err returns ErrUnattained if a target has a limit that nothing meets, or nil.
func (r *Result) Err() error {
	if !r.Met && r.Limit > 0 {
		return ErrUnattained
	}
	return nil
}

// Simulated is the deciding metric of one strategy with one number of workers.
type Simulated struct {
	Strategy string  `json:"strategy"`
	Workers  int     `json:"workers"`
	Value    float64 `json:"value"`
}

// simulated records what a run shows.
func (r *Result) simulated(run *record.Run) {
	r.Simulated = []Simulated{}
	for _, t := range run.Trials {
		if v, ok := t.Metrics[r.Metric]; ok && t.Error == "" {
			r.Simulated = append(r.Simulated, Simulated{t.Strategy, t.Workers, v})
		}
	}
	slices.SortStableFunc(r.Simulated, func(a, b Simulated) int {
		return cmp.Or(cmp.Compare(a.Strategy, b.Strategy), cmp.Compare(a.Workers, b.Workers))
	})
}

// Cost is what workers cost, in the currency of the question.
type Cost struct {
	PerWorkerHour float64  `json:"per_worker_hour"`
	Log           float64  `json:"log"`        // of the recommended number, for as long as the log lasts
	Month         float64  `json:"month"`      // the same for 730 hours
	Autoscaled    *float64 `json:"autoscaled"` // of the rule, for as long as the log lasts; nil: there is none
}

const monthHours = 730

// costs returns what the answer costs; nil: not known.
func (r *Result) costs(perHour float64) *Cost {
	f := r.FirstCome
	if perHour == 0 || f == nil || f.Workers == 0 {
		return nil
	}
	c := &Cost{PerWorkerHour: perHour, Log: perHour * float64(r.Workers) * f.LogHours, Month: perHour * float64(r.Workers) * monthHours}
	if a := f.Autoscale; a != nil && a.Rule != nil {
		c.Autoscaled = new(perHour * a.WorkerHours)
	}
	return c
}

// A Part is the result of the strategies on the busiest part of a log that is too long to
// simulate all of them on.
type Part struct {
	Jobs     int      `json:"jobs"`
	Strategy string   `json:"strategy"` // the best there
	Value    float64  `json:"value"`
	Obvious  *float64 `json:"obvious_value"`
}

// Rejected is the strategy that is best overall, but is not recommended.
type Rejected struct {
	Strategy string `json:"strategy"`
	Workers  int    `json:"workers"`
	Why      string `json:"why"`
}

// yield recommends the obvious strategy instead, unless it misses a target that the other
// meets. It reports whether it did.
func (r *Result) yield(run *record.Run, target verdict.Target, why string) bool {
	only := *run
	only.Trials = slices.DeleteFunc(slices.Clone(run.Trials), func(t record.Trial) bool { return t.Strategy != r.Obvious })
	o, ok := r.choose(&only, target)
	if !ok || r.Met && !o.Met {
		return false
	}
	o.Options, o.Limit = r.Options, r.Limit
	r.Rejected = &Rejected{Strategy: r.Strategy, Workers: r.Workers, Why: why}
	r.Recommendation, r.Why = o, nil
	return true
}

// choose recommends from the trials of a run. Counts below the number of workers that are
// busy on average are shown, and not recommended unless there are no others.
func (r *Result) choose(run *record.Run, target verdict.Target) (verdict.Recommendation, bool) {
	if r.FirstCome == nil {
		return verdict.Recommend(run, target)
	}
	few := func(t record.Trial) bool { return t.Workers < r.FirstCome.floor() }
	above, below := *run, *run
	below.Trials = slices.DeleteFunc(slices.Clone(run.Trials), func(t record.Trial) bool { return !few(t) })
	above.Trials = slices.DeleteFunc(slices.Clone(run.Trials), few)
	out, ok := verdict.Recommend(&above, target)
	if !ok || len(below.Trials) == 0 {
		return verdict.Recommend(run, target)
	}
	shown, _ := verdict.Recommend(&below, target)
	out.Options = append(shown.Options, out.Options...)
	return out, true
}

// firstCome copies the values for stretches from FirstCome if the shared queue with that
// number of workers is recommended. It reports whether it did.
func (r *Result) firstCome() bool {
	f := r.FirstCome
	if f == nil || r.Strategy != Obvious || r.Workers != f.Workers || f.Stretches == 0 {
		return false
	}
	r.Stretches, r.MetIn, r.BetterIn, r.NoWorseIn, r.StretchLeast, r.StretchMost = f.Stretches, f.MetIn, 0, f.Stretches, f.StretchLeast, f.StretchMost
	return true
}

// A Confirmation is the result of the best few in real time, on a part of the log and a
// clock that runs faster. Its times are on the clock of the log.
type Confirmation struct {
	Skipped string      `json:"skipped,omitempty"` // why there is none
	Jobs    int         `json:"jobs"`
	Wait    bool        `json:"wait"`   // the jobs waited; else they computed
	Part    string      `json:"part"`   // which of the log these are: all, busiest, or first of a batch
	Faster  float64     `json:"faster"` // times
	Rounds  int         `json:"rounds"`
	Longer  string      `json:"longer,omitempty"` // time to confirm, as a flag takes it, that would probably give enough rounds; empty: these are enough
	Late    float64     `json:"late"`             // what timers wake late on average, in real seconds; it was taken off the jobs
	Share   float64     `json:"late_share"`       // of the mean job on the faster clock
	Agrees  bool        `json:"agrees"`           // no other is surely better than the recommended
	Tried   []Confirmed `json:"tried"`            // the best measured first
	Noise   []string    `json:"noise"`            // what disturbed the host, in full sentences; it is not in the answer
}

// Confirmed is the result of one strategy in real time.
type Confirmed struct {
	Strategy  string   `json:"strategy"`
	Simulated float64  `json:"simulated"`
	Measured  float64  `json:"measured"` // median of rounds
	Lo        *float64 `json:"lo"`       // of the median
	Hi        *float64 `json:"hi"`
	Ratio     *float64 `json:"ratio"` // to the recommended, of the measured
	RatioLo   *float64 `json:"ratio_lo"`
	RatioHi   *float64 `json:"ratio_hi"`
	Better    bool     `json:"better"` // surely, and by more than matters
}

// obviousBetter reports whether the obvious strategy is significantly better in real time.
func (x *Confirmation) obviousBetter(obvious string) bool {
	return x != nil && slices.ContainsFunc(x.Tried, func(t Confirmed) bool { return t.Strategy == obvious && t.Better })
}

// floor returns how many workers are recommended at least.
func (f *FirstCome) floor() int { return floor(f.Busy, f.MostRunning) }

func floor(busy float64, most int) int {
	return min(max(1, int(math.Ceil(busy-1e-9))), most)
}
