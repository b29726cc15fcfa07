package workloads

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/workloads/joblog"
)

// A Trace is a user's own jobs, in the order of arrival where that is known.
type Trace struct {
	jobs     []joblog.Job
	arrivals bool

	whole   *joblog.Times // of all jobs, of which jobs are stretches; nil: jobs are all
	stretch int           // of so many jobs each

	coarse string // what arrivals are rounded to; empty: nothing that matters
}

// Len returns the number of jobs.
func (t *Trace) Len() int { return len(t.jobs) }

// All returns the number of jobs that [Trace.Times] returns: more than there are here if these
// are stretches of a log that is too long to keep.
func (t *Trace) All() int {
	if t.whole != nil {
		return len(t.whole.Arrivals)
	}
	return len(t.jobs)
}

// HasArrivals reports whether it is known when the jobs arrived. Without a trace
// it is not.
func (t *Trace) HasArrivals() bool { return t != nil && t.arrivals }

// arrivalsOf returns when the first n jobs arrived; nil: it is not known.
func (t *Trace) arrivalsOf(n int) []time.Duration {
	if !t.arrivals {
		return nil
	}
	arrivals := make([]time.Duration, n)
	for i := range arrivals {
		arrivals[i] = t.jobs[i].Arrival
	}
	return arrivals
}

// TraceOf returns the jobs of a log.
func TraceOf(log *joblog.Log) *Trace {
	return &Trace{jobs: log.Jobs, arrivals: log.Arrivals, whole: log.Times, stretch: log.Stretch, coarse: log.Understood.Coarse}
}

// OpenTrace returns the workload "trace:FILE" of the log at path: CSV as [ReadTrace] has
// it, and else whatever [joblog.Read] understands, but for a bad row, which is an error.
// What has to be told about a log follows its name as in FILE?duration=took_ms&where=ok=1;
// see [joblog.ParseQuery]. Its jobs compute; set Parts to have them wait instead.
func OpenTrace(path string) (Workload, error) {
	file, query := SplitTrace(path)
	o, err := joblog.ParseQuery(query)
	if err != nil {
		return Workload{}, fmt.Errorf("trace %s: %w", path, err)
	}
	f, err := os.Open(file)
	if err != nil {
		return Workload{}, fmt.Errorf("trace: %w", err)
	}
	defer f.Close()
	t, err := readTold(f, query != "", o)
	if err != nil {
		return Workload{}, fmt.Errorf("trace %s: %w", path, err)
	}
	return Workload{
		Name: TracePrefix + path, Summary: "your own jobs",
		Trace: t, DefaultJobs: t.Len(),
	}, nil
}

// SplitTrace splits what follows "trace:" in the name of a workload into a file and the
// query after its last question mark, if there is one and no file has the whole name.
func SplitTrace(path string) (file, query string) {
	if i := strings.LastIndexByte(path, '?'); i >= 0 {
		if _, err := os.Stat(path); err != nil {
			return path[:i], path[i+1:]
		}
	}
	return path, ""
}

// readTold reads a log as the options tell, if any are told.
func readTold(f *os.File, told bool, o joblog.Options) (*Trace, error) {
	if told {
		o.Strict = true
		log, err := joblog.Read(f, o)
		if err != nil {
			return nil, err
		}
		return TraceOf(log), nil
	}
	t, err := ReadTrace(f)
	if err != nil {
		return readLog(f, err)
	}
	return t, nil
}

// readLog reads a log that is not as ReadTrace has it, for a reason that is returned where
// the log is CSV with the columns that ReadTrace wants, or none of a kind that is known.
func readLog(f *os.File, reason error) (*Trace, error) {
	var bad *joblog.BadRows
	if errors.As(reason, &bad) {
		return nil, reason
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, reason
	}
	log, err := joblog.Read(f, joblog.Options{Strict: true})
	if err != nil {
		return nil, fmt.Errorf("%w; and as another kind of log: %w (say how to read it after its name, as in FILE?duration=took_ms; compare recommend has the same as flags, and converts it with --trace)", reason, err)
	}
	return TraceOf(log), nil
}

// ReadTrace reads the jobs of a file of CSV; see [joblog.ReadCSV].
func ReadTrace(r io.Reader) (*Trace, error) {
	log, err := joblog.ReadCSV(r)
	if err != nil {
		return nil, err
	}
	return TraceOf(log), nil
}

// Times returns when the jobs arrive, in ascending order, and how long each takes. Without
// arrivals all are there at 0. They are not to be changed.
func (t *Trace) Times() (arrivals, services []time.Duration) {
	if t.whole != nil {
		return t.whole.Arrivals, t.whole.Services
	}
	arrivals, services = make([]time.Duration, len(t.jobs)), make([]time.Duration, len(t.jobs))
	for i := range t.jobs {
		services[i] = t.jobs[i].Service
		if t.arrivals {
			arrivals[i] = t.jobs[i].Arrival
		}
	}
	return arrivals, services
}
