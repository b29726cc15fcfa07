package verdict

import (
	"fmt"
	"math"

	"github.com/go-foundations/poolbench/bench/stats"
)

// counted is the evidence on a count of whole things, such as allocations. A time is a true
// value plus noise; a count is exact in its round. So what matters is in how many rounds it
// changed, and whether the changes can be due to chance.
type counted struct {
	steady  bool // the control is the base in every round
	changed int  // rounds in which the head differs from base and control

	// p is the p-value of the exact test of aligned ranks: under its hypothesis, each of a
	// round's values is as likely to be the head's.
	p       float64
	towards int

	mean  float64 // of the shares, see share, over rounds in which head and base differ
	least float64 // the least of their absolute values
	most  float64
	span  float64 // the greatest difference of head and base
}

// smallest is the fewest bytes of an allocation, but for tiny ones that share their memory.
const smallest = 8

// countOf returns the evidence on a count, and whether the figure is one: its values are
// whole numbers, and it is neither a time nor a rate. For units other than allocs/op and
// B/op, at least two values of each round must agree: figures where they do not are
// measured with noise, even if they are whole numbers. None of this depends on which side
// is which.
func countOf(f Paired) (counted, bool) {
	unit := kindOf(f.Unit)
	if unit == ofTime || unit == ofRate {
		return counted{}, false
	}
	others := [][]float64{f.Base}
	if len(f.Control) > 0 {
		others = append(others, f.Control)
	}
	c := counted{steady: true, least: math.Inf(1)}
	differ := 0.0
	for i, head := range f.Head {
		base, control := f.Base[i], f.Base[i]
		if len(f.Control) > 0 {
			control = f.Control[i]
		}
		if !whole(base) || !whole(head) || !whole(control) {
			return counted{}, false
		}
		if !always(f.Unit) && base != control && head != base && head != control {
			return counted{}, false
		}
		c.steady = c.steady && base == control
		if head != base && head != control {
			c.changed++
		}
		c.span = max(c.span, math.Abs(head-base))
		if s := share(head, base); s != 0 {
			differ++
			c.mean += s
			c.least, c.most = min(c.least, math.Abs(s)), max(c.most, math.Abs(s))
		}
	}
	if differ > 0 {
		c.mean /= differ
	}
	c.p, c.towards = stats.AlignedRanks(f.Head, others...)
	return c, true
}

// always reports whether whole numbers of that unit are counts no matter how they vary.
func always(unit string) bool { return unit == "allocs/op" || unit == "B/op" }

// whole reports whether v is a whole number that a float64 and sums of a few hold.
func whole(v float64) bool { return v == math.Trunc(v) && math.Abs(v) <= 1<<50 }

// decide returns the verdict on a count, with the reason if it is inconclusive. A count
// that is the same on all sides in every round has passed; one that has changed passes only
// if the margin covers its changes, for which a count without noise needs no interval. Only
// a margin of its own applies to allocs/op: one more whole allocation is a change. Fewer bytes than
// those of any allocation, in so few rounds that it may be chance, are what the runtime allocates
// meanwhile, and pass.
//
// If base and control differ from each other, the count is noisy, too. Then an interval has
// to be within the margin to pass, and beyond it for a claim, unless every single change is
// beyond it.
func (c counted) decide(j *Judged, e evidence, ofReport float64, differs bool) (Verdict, string) {
	margin := j.Allowed(ofReport)
	exact := j.Unit == "allocs/op" && j.Margin == nil
	edge := shareEdge(max(0, margin))
	agree := float64(c.towards)*c.mean > 0 // ranks and mean have the same direction
	if c.steady {
		switch {
		case c.changed == 0, margin > 0 && c.most <= edge:
			return Passed, ""
		case !differs && j.Unit == "B/op" && c.span < smallest:
			return Passed, "" // of the runtime: the code itself would show in more rounds
		case !differs:
			return Inconclusive, fmt.Sprintf("changed in %d of %s, which may be chance", c.changed, count(j.N, "round"))
		case agree && margin > 0 && math.Abs(c.mean) <= edge:
			return Passed, ""
		case agree:
			return claim(c.towards, j.Better), ""
		}
		return Inconclusive, fmt.Sprintf("changed in %d of %s, but not in one direction", c.changed, count(j.N, "round"))
	}
	switch {
	case differs && agree && c.least > edge:
		return claim(c.towards, j.Better), ""
	case differs && !exact && e.beyond(margin) == c.towards:
		return claim(c.towards, j.Better), ""
	case !(exact && differs) && e.within(j.margin(ofReport)):
		return Passed, ""
	}
	return Inconclusive, "it also varies at the base"
}

// more forecasts how many more rounds would decide a steady count that keeps changing as
// often: in each changed round, the chance is one in three.
func (c counted) more(n int, level float64, figures int) int {
	if c.changed == 0 || !(level > 0) {
		return 0
	}
	needed := math.Ceil(math.Log(float64(max(figures, 1))/level) / math.Log(3))
	all := math.Ceil(needed * float64(n) / float64(c.changed))
	if !(all < mostMore+float64(n)) {
		return 0
	}
	return max(1, int(all)-n)
}

// show stores the means and their ratio in the figure.
func (c counted) show(j *Judged) {
	j.Count, j.Changed = true, c.changed
	mean := func(values []float64) float64 {
		sum := 0.0
		for _, v := range values {
			sum += v
		}
		return sum / float64(len(values))
	}
	j.Was, j.Is = mean(j.Base), mean(j.Head)
	j.Ratio, j.RatioLo, j.RatioHi, j.Share, j.ShareLo, j.ShareHi, j.Detectable = nil, nil, nil, nil, nil, nil, 0
	switch {
	case j.Was == j.Is:
		j.Ratio = new(1.0)
	case j.Was > 0 && j.Is > 0:
		j.Ratio = finite(j.Is / j.Was)
	default:
		j.Share = finite(share(j.Is, j.Was))
	}
}
