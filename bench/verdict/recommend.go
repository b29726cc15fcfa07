package verdict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
)

// A Target is what a recommendation should reach.
type Target struct {
	Metric  string  `json:"metric"`  // of record's catalogue, lower is better
	Limit   float64 `json:"limit"`   // of the metric; 0: within NearEnough of the best with more workers
	Obvious string  `json:"obvious"` // the contender to choose by default
}

// NearEnough is how far from the best a target without a limit may be: more workers would
// gain less.
const NearEnough = 0.10

// notWorthIt is a gain too small to leave the obvious contender for.
const notWorthIt = 0.01

// A Recommendation is a contender and a number of workers.
type Recommendation struct {
	Target
	Met          bool     `json:"met"`      // Workers meet the target; else nothing does, and Workers come closest, to 1 %
	Workers      int      `json:"workers"`  // the fewest that meet the target
	Strategy     string   `json:"strategy"` // the obvious, unless another is better by more than 1 %
	Value        float64  `json:"value"`    // of the metric
	ObviousValue *float64 `json:"obvious_value"`
	Needs        int      `json:"obvious_workers"` // the fewest with which the obvious meets the target; 0: no number that was tried
	Options      []Option `json:"options"`         // by workers, ascending
}

// An Option is the best contender with one number of workers.
type Option struct {
	Workers  int      `json:"workers"`
	Strategy string   `json:"strategy"`
	Value    float64  `json:"value"`
	Obvious  *float64 `json:"obvious_value"`
	Meets    bool     `json:"meets"`
}

// Recommend chooses from a run of one workload with several worker counts, by medians over
// rounds. It ignores contenders that failed anywhere. It returns false if no contender has
// the metric.
func Recommend(run *record.Run, target Target) (Recommendation, bool) {
	r := Recommendation{Target: target}
	at := places(run)
	failed := make(map[string]bool)
	for _, p := range at {
		_, f := p.failures(run)
		for name := range f {
			failed[name] = true
		}
	}
	limit := target.Limit
	values := make([]map[string]float64, len(at))
	least := 0.0
	for i, p := range at {
		values[i] = make(map[string]float64)
		for _, s := range p.samples(run, of(target.Metric, nil), failed) {
			v := stats.Median(s.values)
			values[i][s.strategy] = v
			if least == 0 || v < least {
				least = v
			}
		}
	}
	if limit == 0 {
		limit = least * (1 + NearEnough)
	}
	for i, p := range at {
		if len(values[i]) == 0 {
			continue
		}
		o := Option{Workers: p.Workers}
		o.Strategy, o.Value = choose(values[i], target.Obvious, limit)
		if v, ok := values[i][target.Obvious]; ok {
			o.Obvious = &v
			if v <= limit && r.Needs == 0 {
				r.Needs = p.Workers
			}
		}
		o.Meets = o.Value <= limit
		r.Options = append(r.Options, o)
	}
	if len(r.Options) == 0 {
		return r, false
	}
	i := slices.IndexFunc(r.Options, func(o Option) bool { return o.Meets })
	r.Met = i >= 0
	if !r.Met {
		i = slices.IndexFunc(r.Options, func(o Option) bool {
			return !slices.ContainsFunc(r.Options, func(p Option) bool { return p.Value < o.Value })
		})
	}
	o := r.Options[i]
	r.Workers, r.Strategy, r.Value, r.ObviousValue = o.Workers, o.Strategy, o.Value, o.Obvious
	return r, true
}

// Sentence is the answer.
func (r Recommendation) Sentence() string {
	name := strings.TrimPrefix(r.Metric, "sojourn-")
	with := fmt.Sprintf("%s with %s", r.Strategy, count(r.Workers, "worker"))
	gain := 100 * NearEnough
	switch {
	case r.Met && r.Limit > 0:
		return fmt.Sprintf("%s: %s %s, within %s.", with, name, number.Beside(r.Value, r.Limit), number.Limit(r.Limit))
	case r.Met:
		return fmt.Sprintf("%s: %s %s; more workers would gain less than %.0f %%.", with, name, number.Time(r.Value), gain)
	case r.Limit == 0:
		return fmt.Sprintf("%s: %s %s; more workers would gain more than %.0f %%.", with, name, number.Time(r.Value), gain)
	}
	most := count(r.Options[len(r.Options)-1].Workers, "worker")
	return fmt.Sprintf("no strategy keeps %s within %s with up to %s; closest, to %s, is %s: %s.", name, number.Limit(r.Limit), most, percent(notWorthIt), with, number.Beside(r.Value, r.Limit))
}

// Others says how the obvious contender, or the others, compare; empty: nothing is known.
func (r Recommendation) Others() string {
	switch {
	case r.Strategy == r.Obvious:
		return fmt.Sprintf("No other strategy is better by more than %s.", percent(notWorthIt))
	case r.ObviousValue == nil:
		return ""
	case r.Needs > r.Workers:
		return fmt.Sprintf("%s takes %s with the same number, and needs %s to match.", r.Obvious, number.Time(*r.ObviousValue), count(r.Needs, "worker"))
	}
	return fmt.Sprintf("%s takes %s with the same number: %s times as long.", r.Obvious, number.Time(*r.ObviousValue), number.Digits(*r.ObviousValue/r.Value))
}

// confirmAlpha is how often a contender of many that are alike may be called better.
const confirmAlpha = 0.05

// SurelyLess reports whether the value is shown to be less than the value that it is compared
// with, by more than matters.
func (c Cell) SurelyLess() bool {
	return c.PAdjusted <= confirmAlpha && c.RatioHi != nil && *c.RatioHi < 1-tieMargin
}

// FewestConfirming returns the fewest rounds that can show that one of so many contenders is
// better than another.
func FewestConfirming(contenders int) int { return stats.FewestRounds(contenders-1, confirmAlpha) }

// ConfirmSentence says whether so many rounds of so many contenders confirm a
// recommendation, given those that are [Cell.SurelyLess] than the recommended; longer is the flag
// that gives too few rounds enough time.
func ConfirmSentence(better []string, contenders, rounds int, longer string) string {
	if fewest := FewestConfirming(contenders); rounds < fewest && contenders > 1 {
		return fmt.Sprintf("Telling them apart takes at least %d rounds: confirm for longer, about %s.", fewest, longer)
	}
	if len(better) == 0 {
		return fmt.Sprintf("No other strategy is shown to be better by more than %s: where rounds vary, less does not count.", percent(tieMargin))
	}
	are := "is"
	if len(better) > 1 {
		are = "are"
	}
	return fmt.Sprintf("%s %s significantly better here: real time does not confirm the choice of strategy.", list(better), are)
}

// choose returns the best contender, or the obvious one if that is hardly worse, and does not
// miss a limit that the best keeps.
func choose(values map[string]float64, obvious string, limit float64) (string, float64) {
	type choice struct {
		name  string
		value float64
	}
	var all []choice
	for name, v := range values {
		all = append(all, choice{name, v})
	}
	best := slices.MinFunc(all, func(a, b choice) int { return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.name, b.name)) })
	if v, ok := values[obvious]; ok && v <= best.value*(1+notWorthIt) && (v <= limit || best.value > limit) {
		return obvious, v
	}
	return best.name, best.value
}
