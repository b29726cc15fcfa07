package fromlog

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/bench/recommend"
	"github.com/go-foundations/poolbench/workloads"
	"github.com/go-foundations/poolbench/workloads/joblog"
)

// Words are the values of the flags of compare recommend.
type Words struct {
	File                       string // the log; [StandardInput] stands for standard input
	Read                       joblog.Options
	Log, Dates, Decimal, Zone  string // of Read; empty: as the log shows
	Workers, SLO, Scale, Loads string
	Cost                       float64
	ColdStart                  time.Duration
	Autoscale                  bool
	KeyCap                     int
	Confirm                    time.Duration
	Brokers                    BrokerWords
	Trace                      string // the file that the jobs are written to; empty: none
}

// StandardInput is the name of the log that is read from standard input.
const StandardInput = "-"

// Check refuses invalid values before the log is read, and looks up what the flags about the
// log stand for.
func (w *Words) Check() error {
	switch {
	case w.File == "":
		return errors.New("recommend: want a log of jobs with a column duration, as in recommend FILE")
	case w.Log != "" && !slices.Contains(LogNames(), w.Log):
		return nearest.Unknown("log", w.Log, LogNames(), "")
	case w.Read.Most < recommend.FewestJobs:
		return fmt.Errorf("--sample %d: want at least %d jobs", w.Read.Most, recommend.FewestJobs)
	case !(w.Cost >= 0) || math.IsInf(w.Cost, 0):
		return fmt.Errorf("--cost %v: want a number of at least 0", w.Cost)
	case w.ColdStart < 0 || w.ColdStart > 24*time.Hour:
		return fmt.Errorf("--cold-start %v: want a time up to a day, such as 30s, or 0", w.ColdStart)
	case w.KeyCap < 0:
		return fmt.Errorf("--key-cap %d: want at least 1, or 0 for any number", w.KeyCap)
	case w.Confirm < 0:
		return fmt.Errorf("--confirm %v: want a time such as %v, or 0", w.Confirm, recommend.DefaultConfirm)
	}
	for _, word := range []struct{ key, value string }{{"log", w.Log}, {"dates", w.Dates}, {"decimal", w.Decimal}, {"zone", w.Zone}} {
		if word.value == "" {
			continue
		}
		if err := w.Read.Set(word.key, word.value); err != nil {
			return fmt.Errorf("--%w", err)
		}
	}
	if _, err := w.Brokers.brokers(); err != nil {
		return err
	}
	_, err := ask.ParseWorkers(w.Workers, ask.MaxVirtualWorkers)
	return err
}

// LogNames returns the names of the published logs that --log takes.
func LogNames() []string {
	var names []string
	for _, f := range joblog.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// Ask reads the log and returns what is asked about its jobs. [Words.Check] comes first.
func (w *Words) Ask(in io.Reader) (*Asked, error) {
	read := w.Read
	if w.KeyCap == 0 { // of a cap, keys have to be known
		read.Whole = recommend.MostJobs
	}
	log, err := joblog.Read(in, read)
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err // the name is said already
		}
		return nil, fmt.Errorf("file %q: %w", w.File, err)
	}
	counts, err := ask.ParseWorkers(w.Workers, ask.MaxVirtualWorkers)
	if err != nil {
		return nil, err
	}
	jobs, start := workloads.TraceOf(log), log.Start
	if w.Scale != "" {
		if jobs, err = recommend.SpeedUp(jobs, w.Scale); err != nil {
			return nil, fmt.Errorf("--scale %w", err)
		}
		start = time.Time{} // no job arrives at its hour
	}
	loads, err := recommend.ParseLoads(w.Loads, jobs)
	if err != nil {
		return nil, fmt.Errorf("--what-if %w", err)
	}
	target, also, err := recommend.ParseTargets(w.SLO, jobs)
	if err != nil {
		return nil, fmt.Errorf("--slo %w", err)
	}
	brokers, err := w.Brokers.brokers()
	if err != nil {
		return nil, err
	}
	if len(brokers.Processes) > 0 && (w.KeyCap > 0 || jobs.Slots() != nil) {
		return nil, errors.New("--processes: processes behind a broker keep no caps and give each job one worker: want no --key-cap, and no slots")
	}
	a := &Asked{
		Question: recommend.Question{
			Trace: jobs, Workers: counts, Target: target, Also: also, Loads: loads, Confirm: w.Confirm,
			Start: start, KeyCap: w.KeyCap, Cost: w.Cost, Autoscale: w.Autoscale, ColdStart: w.ColdStart,
			Brokers: brokers,
		},
		Log: log, Notes: log.Notes, trace: w.traceOf(log),
	}
	if log.Bad != nil {
		a.Notes = append(a.Notes, fmt.Sprintf("left out: %v", log.Bad))
	}
	a.Notes = append(a.Notes, a.Question.Notes()...)
	if a.trace == "" {
		a.Notes = append(a.Notes, "for a command that looks closer, give --trace FILE, which writes the jobs in a form that compare reads")
	}
	return a, nil
}
