package verdict

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
)

// sentence phrases the answer in plain words.
func (rep *Report) sentence(p place, a Answer, failures []Failure) string {
	on := " on " + p.name()
	if a.also {
		on = "" // said already
	}
	over := count(a.N, "round")
	if !rep.Paired {
		over = count(a.N, "unpaired trial")
	}
	sure := ""
	if a.PAdjusted != nil {
		sure = fmt.Sprintf("over %s (%s)", over, FormatP(*a.PAdjusted))
	}
	if a.Exact {
		sure = "on exactly these jobs"
	}
	var s string
	switch {
	case len(a.Tied) == 0 && len(failures) > 0:
		return fmt.Sprintf("no answer%s: every contender failed.", on)
	case len(a.Tied) == 0:
		return fmt.Sprintf("no answer%s: no contender has the metric %s.", on, metricName(a.Metric))
	case a.Winner != "":
		s = fmt.Sprintf("%s wins%s: %s the next best, %s, %s",
			a.Winner, on, rep.by(a), a.Next, sure)
		s += rep.slight(a, "; the difference is")
	case len(a.Tied) == 1:
		s = fmt.Sprintf("only %s has results%s: nothing to compare it with", a.Tied[0], on)
	case a.Next != "":
		s = rep.ahead(a, on, sure)
		s += rep.slight(a, "; the difference from the rest is")
	case a.Exact:
		s = fmt.Sprintf("no difference%s: %s have the same %s on exactly these jobs", on, list(a.Tied), metricName(a.Metric))
	case a.TooFew > 0:
		s = fmt.Sprintf("undecided%s: %s", on, rep.tail(a))
	case a.AnyWillDo:
		s = fmt.Sprintf("no difference that matters%s: %s are %s after %s; %s", on, list(a.Tied), rep.equivalent(), over, rep.tail(a))
	default:
		s = fmt.Sprintf("undecided%s: %s are not distinguishable after %s; %s", on, list(a.Tied), over, rep.tail(a))
	}
	s += "."
	for _, strategy := range a.Tied {
		if share, ok := a.GaveUp[strategy]; ok {
			s += fmt.Sprintf(" But %s gave up %s of the jobs, and is judged by the others.", strategy, percent(share))
		}
	}
	if len(failures) > 0 {
		var names []string
		for _, f := range failures {
			names = append(names, f.Strategy)
		}
		s += fmt.Sprintf(" Left out because it failed: %s.", list(names))
	}
	return s
}

// ahead says who of group 1 is ahead of the rest, and how they compare with each other.
func (rep *Report) ahead(a Answer, on, sure string) string {
	lead := slices.DeleteFunc(slices.Clone(a.Tied), func(name string) bool { return slices.Contains(a.Between, name) })
	who, tie := fmt.Sprintf("%s tie%s, ahead of the rest: %s has", list(lead), on, a.Tied[0]), rep.tie(a)
	if len(lead) == 1 {
		who = fmt.Sprintf("%s is ahead of the rest%s: it has", lead[0], on)
	}
	if n := len(a.Between); n > 0 {
		are := "is"
		if n > 1 {
			are = "are"
		}
		// Whom "they" would mean is not plain any more.
		tie = fmt.Sprintf("%s %s not shown to be ahead of each of them; %s%s", list(a.Between), are, list(a.Tied), strings.TrimPrefix(tie, "they"))
	}
	return fmt.Sprintf("%s %s the best of the rest, %s, %s; %s", who, rep.by(a), a.Next, sure, tie)
}

// slight says that the next contender will do too, if the data show that it is hardly worse.
func (rep *Report) slight(a Answer, difference string) string {
	if a.RatioLo == nil || max(apart(*a.RatioLo), apart(*a.RatioHi)) > rep.Tie {
		return ""
	}
	return fmt.Sprintf("%s under %s, so %s will do too", difference, percent(rep.Tie), a.Next)
}

// name describes the place, as far as the run has more than one.
func (p place) name() string {
	on := WorkloadName(p.Workload)
	if p.severalWorkers {
		on += " with " + count(p.Workers, "worker")
	}
	if p.severalLoads {
		on += fmt.Sprintf(" at load %g", p.Load)
	}
	return on
}

// WorkloadName names a workload in words: equal jobs by their size.
func WorkloadName(name string) string {
	if size, ok := strings.CutPrefix(name, "fixed:"); ok {
		if d, err := time.ParseDuration(size); err == nil {
			return "jobs of " + number.Setting(d)
		}
	}
	return name
}

// by says how far ahead the leader is: "1.31× (1.27–1.35×) the throughput of".
func (rep *Report) by(a Answer) string {
	m := metricNamed(a.Metric)
	what := "the " + metricName(a.Metric) + " of"
	if m.Better == record.Lower {
		what = "the " + metricName(a.Metric) + " (less is better) of"
	}
	switch {
	case a.Ratio == nil:
		return "a better value of " + metricName(a.Metric) + " than"
	case number.IsHair(*a.Ratio) && m.Better == record.Lower:
		return fmt.Sprintf("a %s less than %s below that of", metricName(a.Metric), tiny)
	case number.IsHair(*a.Ratio):
		return fmt.Sprintf("a %s less than %s above that of", metricName(a.Metric), tiny)
	}
	return number.Ratio(a.Ratio, a.RatioLo, a.RatioHi) + " " + what
}

// tiny is a difference too small for digits.
var tiny = number.Margin(number.Hair)

// equivalent describes contenders whose intervals show that they differ by less than matters.
func (rep *Report) equivalent() string { return "equivalent within " + percent(rep.Tie) }

// tie says how the leaders of a ranking compare, and what to do about it.
func (rep *Report) tie(a Answer) string {
	if a.Exact {
		return rep.tail(a)
	}
	if a.AnyWillDo {
		return "they are " + rep.equivalent() + ": " + rep.tail(a)
	}
	return "they are not distinguishable: " + rep.tail(a)
}

// tail says what to do about a tie.
func (rep *Report) tail(a Answer) string {
	which := "any of them"
	if len(a.Tied) == 2 {
		which = "either"
	}
	switch {
	case a.AnyWillDo:
		return which + " will do"
	case a.TooFew > 0:
		are := "are"
		if a.N == 1 {
			are = "is"
		}
		return fmt.Sprintf("%s %s too few for %d contenders (%d needed)", count(a.N, "round"), are, a.contenders, a.TooFew)
	case a.RoundsNeeded > 0:
		return fmt.Sprintf("about %s would probably separate them", count(a.RoundsNeeded, "round"))
	case !rep.Paired:
		return "run the comparison in paired rounds to separate them"
	case a.Noisy():
		return "even 1000 rounds as noisy as these would hardly separate them"
	case a.SpreadMax != nil:
		return fmt.Sprintf("even 1000 rounds would hardly separate them, and %s will do if a difference of up to %s does not matter",
			which, percent(*a.SpreadMax))
	}
	return "even 1000 rounds would hardly separate them"
}

// muchSpread is a difference that hardly anybody would call none.
const muchSpread = 0.2

// Noisy reports whether the contenders of group 1 cannot be told apart though they may differ by a
// fifth or more: what is too great is the noise, not what they have in common.
func (a Answer) Noisy() bool {
	return len(a.Tied) > 1 && !a.AnyWillDo && a.TooFew == 0 && a.SpreadMax != nil && *a.SpreadMax >= muchSpread
}

// metricNamed returns a metric of the catalogue, or one that only a study has.
func metricNamed(name string) record.Metric {
	if name == grainMetric.Name {
		return grainMetric
	}
	m, _ := record.MetricByName(name)
	return m
}

// metricName returns the name of a metric in words: "urgent wait-mean", "wait-mean of
// priority 2".
func metricName(metric string) string {
	switch base, class := record.SplitMetric(metric); class {
	case "":
		return base
	case record.Urgent:
		return "urgent " + base
	default:
		return base + " of priority " + class
	}
}

// Words returns the answer in plain words, with those by further metrics.
func (a Answer) Words() string {
	s := a.Sentence
	for _, also := range a.Also {
		s += " By " + metricName(also.Metric) + ": " + also.Sentence
	}
	return s
}

// FormatP writes a p-value: "p = 0.012", "p < 0.001".
func FormatP(p float64) string {
	if p < 0.001 {
		return "p < 0.001"
	}
	return fmt.Sprintf("p = %.3f", p)
}

// percent writes a share, rounded up: a bound must not shrink when printed.
func percent(share float64) string {
	// 2 % is stored as a little more than 2 %.
	tenths := int(share*1000 - 1e-6)
	if float64(tenths) < share*1000-1e-6 {
		tenths++
	}
	if tenths >= 100 || tenths%10 == 0 {
		return fmt.Sprintf("%d %%", (tenths+9)/10)
	}
	return fmt.Sprintf("%.1f %%", float64(tenths)/10)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// list joins names: "a", "a and b", "a, b and c", "a, b, c and 3 others".
func list(names []string) string {
	const most = 4
	if len(names) > most {
		names = append(names[:most-1:most-1], fmt.Sprintf("%d others", len(names)-most+1))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// apart returns how much greater the greater of the two sides of a ratio is, as
// a share: 0.25 for 1.25 and for 0.8.
func apart(ratio float64) float64 { return max(ratio, 1/ratio) - 1 }
