package recommend

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Text describes the result in lines that may be long.
func (r *Result) Text() string {
	b := new(strings.Builder)
	fmt.Fprintf(b, "%s\n\n", strings.Join(r.Headline(), "\n"))
	for _, line := range r.Facts() {
		b.WriteString(line + "\n")
	}
	name := strings.TrimPrefix(r.Metric, "sojourn-")
	if r.FirstCome != nil {
		tellHours(b, r.FirstCome.Hours, name, r.Kept())
	}
	r.tellOptions(b, name)
	fmt.Fprintf(b, "\n%s\n", r.Sure())
	r.Machines.tell(b, name)
	r.Confirmation.tell(b, name, r.confirmed(), r.Limit)
	b.WriteString(Assumption + "\n")
	return b.String()
}

// Assumption says what a simulation leaves out.
const Assumption = "simulated in virtual time: scheduling costs nothing, and a job takes as long as in the log, whatever else runs."

// closely is the head room below which the answer says how little there is.
const closely = 1.05

// Headline is the answer in a few sentences, with what it is compared to.
func (r *Result) Headline() []string {
	b := new(strings.Builder)
	d := number.Time
	name := strings.TrimPrefix(r.Metric, "sojourn-")
	word := plural
	if f := r.FirstCome; f != nil && f.missed != nil && !r.Met {
		b.WriteString(f.missed.sentence(f.MostRunning, r.Alone) + "\n")
	} else {
		b.WriteString(r.Sentence() + "\n")
	}
	switch {
	case !r.Met, r.Part != nil:
	case r.Alone:
		b.WriteString("Other strategies were not simulated: they know neither caps nor slots.\n")
	case r.Rejected != nil:
		fmt.Fprintf(b, "%s looks better overall (with %s), but %s.\n", r.Rejected.Strategy, word(r.Rejected.Workers, "worker"), r.Rejected.Why)
	default:
		b.WriteString(r.Others() + r.wants() + "\n")
	}
	if f := r.FirstCome; f != nil && r.Met && r.Limit > 0 && r.Strategy == r.Obvious && r.Workers == f.Workers && f.HeadRoom < closely {
		more := fmt.Sprintf("beyond %s times the load", number.Digits(f.HeadRoom))
		if f.HeadRoom < 1.005 {
			more = "at 1 % more load"
		}
		fmt.Fprintf(b, "That is close: the target fails %s.\n", more)
	}
	b.WriteString("\n")
	if r.Wants > 0 {
		fmt.Fprintf(b, "%s little about the %s of others: that takes %d.\n\n", verb(r.Profile.Jobs, "job", "tells", "tell"), name, r.Wants)
	}
	if p := r.Part; p != nil && p.Strategy == r.Obvious {
		fmt.Fprintf(b, "Other strategies ran on the busiest %d jobs only: none is better there by more than 1 %%.\n\n", p.Jobs)
	} else if p != nil && p.Obvious != nil {
		fmt.Fprintf(b, "Other strategies ran on the busiest %d jobs only: there %s takes %s, and %s %s.\n\n", p.Jobs, p.Strategy, d(p.Value), r.Obvious, d(*p.Obvious))
	}
	if r.Machines != nil {
		b.WriteString(r.Machines.Sentence(name) + "\n")
	}
	return strings.Split(strings.ReplaceAll(strings.TrimSpace(b.String()), "\n\n", "\n"), "\n")
}

// Facts are sentences about the whole log behind one queue, and about its jobs.
func (r *Result) Facts() []string {
	b := new(strings.Builder)
	r.FirstCome.tell(b, r)
	r.tellFits(b)
	for _, line := range r.Profile.Lines() {
		fmt.Fprintf(b, "%s: %s\n", line[0], line[1])
	}
	return strings.Split(strings.TrimSpace(b.String()), "\n")
}

// tellOptions writes a table for people.
func (r *Result) tellOptions(b *strings.Builder, name string) {
	d := number.Time
	fmt.Fprintf(b, "\n%8s  %-18s %12s %14s\n", "workers", "best", name, r.Obvious)
	for _, o := range r.Options {
		by := "–"
		if o.Obvious != nil {
			by = d(*o.Obvious)
		}
		mark := ""
		if o.Workers == r.Workers && r.Met {
			mark = "  <"
		}
		fmt.Fprintf(b, "%8d  %-18s %12s %14s%s\n", o.Workers, o.Strategy, d(o.Value), by, mark)
	}
	if f := r.FirstCome; f != nil && r.Options[0].Workers < f.floor() {
		fmt.Fprintf(b, "\nFewer workers than the %s that are busy on average are not recommended: the longer the log, the longer the queue.\n", number.Digits(f.Busy))
	}
}

// Sure says how sure the answer is.
func (r *Result) Sure() string {
	if r.Stretches == 0 {
		return "how sure: the log is too short to check parts of it."
	}
	var says []string
	if r.Limit > 0 {
		says = append(says, fmt.Sprintf("the target is met in %d of them", r.MetIn))
	}
	if r.Strategy != r.Obvious {
		says = append(says, fmt.Sprintf("%s is better than %s in %d of them and worse in %d", r.Strategy, r.Obvious, r.BetterIn, r.Stretches-r.NoWorseIn))
	}
	text := fmt.Sprintf("how sure: over %d stretches of the log, %s ranges from %s to %s", r.Stretches, strings.TrimPrefix(r.Metric, "sojourn-"), number.Time(r.StretchLeast), number.Time(r.StretchMost))
	if len(says) > 0 {
		text += "; " + strings.Join(says, ", and ")
	}
	return text + "."
}

// tell writes lines for people.
func (f *FirstCome) tell(b *strings.Builder, r *Result) {
	if f == nil {
		return
	}
	d := number.Time
	name := strings.TrimPrefix(r.Metric, "sojourn-")
	fmt.Fprintf(b, "%s through one queue, first come, first served: ", all(r.Profile.Jobs))
	switch {
	case f.missed != nil:
		b.WriteString(f.missed.sentence(f.MostRunning, r.Alone) + "\n")
		return
	case f.Workers == 0:
		b.WriteString("no number of workers meets all targets.\n")
		return
	}
	fmt.Fprintf(b, "%s, %s %s; %s are busy on average, and at most %d at once if no job waits.\n", plural(f.Workers, "worker"), name, d(f.Value), number.Digits(f.Busy), f.MostRunning)
	switch {
	case f.Hi > 0 && f.Never > 0:
		fmt.Fprintf(b, "how many workers: %d to %d in %d of %d logs drawn from stretches of this one; in the others no number of workers keeps %s.\n", f.Lo, f.Hi, drawn-f.Never, drawn, r.Kept())
	case f.Hi > 0:
		fmt.Fprintf(b, "how many workers: %d to %d in 95 %% of logs drawn from stretches of this one.\n", f.Lo, f.Hi)
	}
	f.tellRoom(b, r)
	for _, l := range f.Loads {
		if l.Workers == 0 {
			fmt.Fprintf(b, "%s: no number of workers keeps %s.\n", atLoad(l.Times), r.Kept())
			continue
		}
		fmt.Fprintf(b, "%s: %s.\n", atLoad(l.Times), plural(l.Workers, "worker"))
	}
	f.tellRule(b, name, r)
	r.Cost.tell(b)
	if x := f.Busiest; x != nil {
		fmt.Fprintf(b, "the busiest hour begins %s after the first job: %s, %s workers busy on average, at most %s for a job.\n", d(x.From), plural(x.Jobs, "job"), number.Digits(x.Busy), d(x.Most))
	}
	behind := name
	if r.Strategy != Obvious && r.Why != nil {
		r.Why.tell(b, fmt.Sprintf("%s with %s", name, r.Strategy))
		behind = fmt.Sprintf("%s behind one queue", name)
	}
	f.Why.tell(b, behind)
}

// Kept names what the recommended number of workers keeps: the target or, if there is none, what
// stands for one.
func (r *Result) Kept() string {
	if r.Limit > 0 {
		return "the target"
	}
	return fmt.Sprintf("%s within %.0f %% of what the jobs alone take", strings.TrimPrefix(r.Metric, "sojourn-"), 100*verdict.NearEnough)
}

// tellRoom writes how much more load the workers stand.
func (f *FirstCome) tellRoom(b *strings.Builder, r *Result) {
	holds, fails := "the target holds", "the target fails"
	if r.Limit == 0 {
		name, within, _ := strings.Cut(r.Kept(), " ")
		holds, fails = name+" stays "+within, name+" does not stay "+within
	}
	switch {
	case f.HeadRoom < 1.005:
		fmt.Fprintf(b, "head room: none: %s at 1 %% more load.\n", fails)
	case f.HeadRoom >= mostRoom:
		fmt.Fprintf(b, "head room: %s at %.0f times the load; more was not tried.\n", holds, f.HeadRoom)
	default:
		fmt.Fprintf(b, "head room: %s up to %s times the load.\n", holds, number.Digits(f.HeadRoom))
	}
}

// sentence says that no number of workers keeps the target, and why. With limits jobs wait for
// more than a worker, and that is known for first come, first served alone.
func (m *missed) sentence(most int, limited bool) string {
	name := strings.TrimPrefix(m.metric, "sojourn-")
	text := fmt.Sprintf("no number of workers keeps %s within %s, as the jobs alone take ", name, number.Limit(m.limit))
	if limited {
		text = fmt.Sprintf("no number of workers keeps %s within %s: with %s, which is as many as jobs without limits would keep busy, it is ", name, number.Limit(m.limit), plural(most, "worker"))
	}
	return text + number.Beside(m.least, m.limit) + "."
}

func atLoad(times float64) string {
	if times == 1 {
		return "this load"
	}
	return fmt.Sprintf("%.3g times the load", times)
}

// tellRule writes when to add and remove workers, if the question asked for it.
func (f *FirstCome) tellRule(b *strings.Builder, name string, r *Result) {
	a := f.Autoscale
	switch {
	case !f.asked:
	case a == nil && r.Profile.Jobs > mostRuled:
		fmt.Fprintf(b, "autoscaling: rules are tried on at most %d jobs, and the log has more.\n", mostRuled)
	case a == nil:
		fmt.Fprintf(b, "autoscaling: the log is too short for a rule that checks every %v: it would have to last %v.\n", look, fewestLooks*look)
	case a.Rule == nil:
		fmt.Fprintf(b, "autoscaling: none of %d rules keeps %s for less than %s all the time.\n", a.Tried, r.Kept(), plural(f.Workers, "worker"))
	default:
		d, x := number.Time, a.Rule
		counting := ""
		if r.Alone {
			counting = " (a job that takes several workers counts as that many, one that waits for the cap on its key as none)"
		}
		fmt.Fprintf(b, "autoscaling: every %s, have one worker for each %s jobs that run or wait%s, and at least %d: add workers at once (they work after %s), and remove some when fewer have been wanted for %s. On this log: %s %s, %s worker-hours instead of %s (%.0f %%), at most %s.\n",
			number.Limit(x.Every), number.Digits(x.PerWorker), counting, x.Min, number.Limit(x.ColdStart), number.Limit(x.Keep), name, d(a.Value), number.Digits(a.WorkerHours), number.Digits(a.Fixed), 100*a.WorkerHours/a.Fixed, plural(a.Most, "worker"))
	}
}

// tell writes a line for people.
func (c *Cost) tell(b *strings.Builder) {
	if c == nil {
		return
	}
	fmt.Fprintf(b, "cost: %s over the time of the log, %s per month of %d hours, at %g per worker-hour", number.Digits(c.Log), number.Digits(c.Month), monthHours, c.PerWorkerHour)
	if c.Autoscaled != nil {
		fmt.Fprintf(b, "; autoscaled, %s over the time of the log", number.Digits(*c.Autoscaled))
	}
	b.WriteString(".\n")
}

// tell writes lines for people.
func (w *Why) tell(b *strings.Builder, name string) {
	if w == nil {
		return
	}
	if w.Service > 0.9995 {
		fmt.Fprintf(b, "why %s is this high: %s not wait: only shorter jobs would help.\n", name, w.slowest("does", "do"))
		return
	}
	fmt.Fprintf(b, "why %s is this high: %s %.0f %% of the time running and %.0f %% waiting", name, w.slowest("spends", "spend"), 100*w.Service, 100-100*w.Service)
	if causes := w.causes(); len(causes) > 0 {
		b.WriteString("; of the wait, " + strings.Join(causes, ", "))
	}
	b.WriteString(".\n")
	if len(w.Help) == 0 {
		return
	}
	var says, not []string
	for _, h := range w.Help {
		if h.Value < (1-noHelp)*w.Value {
			says = append(says, fmt.Sprintf("%s if %s", number.Time(h.Value), h.If))
		} else {
			not = append(not, "if "+h.If)
		}
	}
	if len(says) > 0 {
		fmt.Fprintf(b, "what would help: %s would be %s.\n", name, strings.Join(says, "; "))
	} else {
		fmt.Fprintf(b, "what would help: nothing that was tried; %s would be no better %s.\n", name, strings.Join(not, ", or "))
	}
}

// noHelp is a gain too small to be called help.
const noHelp = 0.01

// slowest names the slowest jobs, with a verb for one and for several.
func (w *Why) slowest(does, do string) string {
	if w.Jobs == 1 {
		return "the slowest job " + does
	}
	return fmt.Sprintf("the slowest %d jobs %s", w.Jobs, do)
}

// causes says what jobs wait for, the greatest share first.
func (w *Why) causes() []string {
	type cause struct {
		share float64
		text  string
	}
	later := "behind jobs that arrived later"
	if w.Urgent > 0 {
		later = "behind others that arrived later"
	}
	all := []cause{
		{w.Long, fmt.Sprintf("behind long jobs (%s or more)", number.Time(w.LongFrom))},
		{w.Burst, "behind jobs that came in a burst"},
		{w.Load, "behind the usual load"},
		{w.Urgent, "behind more urgent jobs that arrived later"},
		{w.Overtaken, later},
		{w.Held, w.held()},
	}
	slices.SortStableFunc(all, func(a, b cause) int { return cmp.Compare(b.share, a.share) })
	var out []string
	for _, c := range all {
		if c.share >= 0.005 {
			out = append(out, fmt.Sprintf("%.0f %% is %s", 100*c.share, c.text))
		}
	}
	return out
}

// held says why jobs wait while a worker is idle.
func (w *Why) held() string {
	switch w.HeldFor {
	case "key":
		return "for the cap on their key while a worker is idle"
	case "slots":
		return "for enough idle workers at once"
	case "key and slots":
		return "for the cap on their key or enough idle workers at once"
	}
	return "held back while a worker is idle"
}

// tellHours writes a table for people.
func tellHours(b *strings.Builder, hours []Hour, name, kept string) {
	if len(hours) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%8s  %8s %8s %12s %8s\n", "hour", "jobs", "busy", name, "workers")
	for _, h := range hours {
		value, workers := "–", "–"
		if h.Value != nil {
			value = number.Time(*h.Value)
		}
		if h.Workers > 0 {
			workers = fmt.Sprint(h.Workers)
		}
		fmt.Fprintf(b, "%5d:00  %8d %8s %12s %8s\n", h.Hour, h.Jobs, number.Digits(h.Busy), value, workers)
	}
	fmt.Fprintf(b, "workers: the fewest that keep %s for jobs that arrive in that hour, if the recommended number works before it; –: too few jobs, or no number does.\n", kept)
}
