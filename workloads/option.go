package workloads

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An Option changes one thing about a workload. In a name it follows the preset:
// "exponential+mean=1ms+keys=zipf:1.1:1000".
type Option struct {
	Name    string // a word
	Values  string // examples of values
	Summary string // what it changes, in one line; backquotes mark the name of the value
	List    bool   // a value may have several parts, separated by colons

	set func(w *Workload, value string) error

	other bool // the preset's summary is no longer true of the jobs
}

// Options returns every option, in the order in which to show them. To add one, add its
// entry.
func Options() []Option {
	return []Option{
		{"service", "exponential or lognormal:4", "`SHAPE` of the distribution of service times, its parameters after colons", false, setService, true},
		{"scv", "4", "squared coefficient of variation, `X`, of service times: all equal at 0, exponential at 1, else log-normal", false, setSCV, true},
		{"mean", "1ms", "jobs take `TIME` on average", false, setMean, false},
		{"priorities", "20:50:30", "`SHARES` of the priorities, the most urgent first", true, setPriorities, true},
		{"keys", "64, zipf:1.1:1000 or runs:10:64", "number of `KEYS` that jobs belong to: all equally often, the k-th as often as k^-1.1, or in runs of 10 on average", false, setKeys, true},
		{"deadline", "5x, 10ms or 1ms:10ms:1s", "a job is late after `TIME`: a multiple of its service time, a fixed time, or one for each priority, the most urgent first", true, setDeadline, false},
		{"cost-error", "2x or unknown", "strategies are told service times that are mostly wrong by at most this `FACTOR`, or are told nothing", false, setCostError, false},
		{"cold", "2ms or 2ms:8", "a job takes `TIME` longer on a worker that has not had its key before or, with a number, not among its last 8 keys", false, setCold, false},
		{"slice", "100us", "a job runs for `TIME` and then returns to the queue, until it is done; other people's pools and hand-written strategies run it in one go", false, setSlice, false},
		{"copies", "anew", "a second copy of a job draws its time `ANEW`, instead of taking as long as the first", false, setCopies, false},
	}
}

// With returns the workload changed by the option of that name. Its name says so; so does its
// summary, if the old one is no longer true of the jobs.
func (w Workload) With(name, value string) (Workload, error) {
	i := slices.IndexFunc(Options(), func(o Option) bool { return o.Name == name })
	if i < 0 {
		var known []string
		for _, o := range Options() {
			known = append(known, o.Name)
		}
		return w, fmt.Errorf("workload %q: option %q: unknown (have %s)", w.Name, name, strings.Join(known, ", "))
	}
	o := Options()[i]
	if w.Trace != nil {
		return w, fmt.Errorf("workload %q: option %q: a trace has its own jobs", w.Name, name)
	}
	if strings.Contains(w.Name, optionSign+name+"=") {
		return w, fmt.Errorf("workload %q: option %q appears twice", w.Name, name)
	}
	work := float64(w.withDefaults().DefaultJobs) * float64(w.withDefaults().Mean)
	switch err := o.set(&w, value); {
	case err == errValue:
		return w, fmt.Errorf("workload %q: option %s %q: want a value such as %s", w.Name, name, value, o.Values)
	case err != nil:
		return w, fmt.Errorf("workload %q: option %s: %w", w.Name, name, err)
	}
	if name == "mean" { // as much work in a batch as before, but enough jobs for percentiles
		w.DefaultJobs = int(min(max(fewestJobs, work/float64(w.Mean)), mostJobs))
	}
	if o.other && w.Summary != "" {
		preset, _, _ := strings.Cut(w.Name, optionSign)
		w.Summary = preset + ", changed as the name says"
	}
	w.Name += optionSign + name + "=" + value
	if err := w.withDefaults().validate(); err != nil {
		return w, fmt.Errorf("workload %q: %w", w.Name, err)
	}
	return w, nil
}

const (
	optionSign = "+"
	fewestJobs = 500
	mostJobs   = 200_000
)

// errValue is the error of every value that an option does not take: With says what it takes.
var errValue = errors.New("bad value")

func setService(w *Workload, value string) (err error) {
	w.Service, err = DistributionByName(value)
	return err
}

func setSCV(w *Workload, value string) error {
	x, err := positive(value, math.MaxFloat64)
	switch {
	case value == "0":
		w.Service = Fixed{}
	case err != nil:
		return err
	case x == 1:
		w.Service = Exponential{}
	default:
		w.Service = Lognormal{Var: x}
	}
	return nil
}

func setMean(w *Workload, value string) (err error) {
	w.Mean, err = duration(value)
	return err
}

func setPriorities(w *Workload, value string) error {
	w.Shares = nil
	for _, text := range strings.Split(value, ":") {
		x, err := positive(text, math.MaxInt32)
		if err != nil {
			return err
		}
		w.Shares = append(w.Shares, x)
	}
	return nil
}

func setKeys(w *Workload, value string) (err error) {
	kind, rest, has := strings.Cut(value, ":")
	parameter, count, _ := strings.Cut(rest, ":")
	w.KeySkew, w.KeyRun = 0, 0
	switch {
	case !has:
		count = kind
	case kind == "zipf":
		if w.KeySkew, err = positive(parameter, maxSkew); err != nil {
			return err
		}
	case kind == "runs":
		if w.KeyRun, err = whole(parameter); err != nil {
			return err
		}
	default:
		return errValue
	}
	w.Keys, err = whole(count)
	return err
}

func setDeadline(w *Workload, value string) (err error) {
	w.Deadline = Deadline{}
	if factor, ok := strings.CutSuffix(value, "x"); ok {
		w.Deadline.Factor, err = positive(factor, math.MaxInt32)
		return err
	}
	for _, text := range strings.Split(value, ":") {
		d, err := duration(text)
		if err != nil {
			return err
		}
		w.Deadline.Within = append(w.Deadline.Within, d)
	}
	return nil
}

func setCostError(w *Workload, value string) (err error) {
	w.Cost = Cost{Unknown: value == "unknown"}
	if !w.Cost.Unknown {
		w.Cost.Error, err = positive(strings.TrimSuffix(value, "x"), maxCostError)
	}
	if err == nil {
		err = w.Cost.validate()
	}
	return err
}

func setCold(w *Workload, value string) (err error) {
	extra, keeps, has := strings.Cut(value, ":")
	w.Cold = Cold{}
	if w.Cold.Extra, err = duration(extra); err == nil && has {
		w.Cold.Keeps, err = whole(keeps)
	}
	return err
}

func setSlice(w *Workload, value string) (err error) {
	w.Slice, err = duration(value)
	return err
}

func setCopies(w *Workload, value string) error {
	if w.Anew = value == "anew"; !w.Anew {
		return errValue
	}
	return nil
}

// positive reads a number above 0 and up to most.
func positive(text string, most float64) (float64, error) {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || !(x > 0 && x <= most) {
		return 0, errValue
	}
	return x, nil
}

// whole reads a whole number from 1 on.
func whole(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxJobs {
		return 0, errValue
	}
	return n, nil
}

// duration reads a time of more than 0.
func duration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 || d > maxFixed {
		return 0, errValue
	}
	return d, nil
}
