package metrics

import (
	"cmp"
	"slices"
	"time"
)

// Jobs are the jobs of a trial in columns, which all have as many entries, or are nil where
// that has a meaning. Times count from the start of the trial.
//
// Note: a million jobs as a slice of Job take 100 ms more to measure, and of ten million there
// is no room for one.
type Jobs struct {
	Released           []time.Duration // nil: all at 0
	Started, Completed []time.Duration
	Service            []time.Duration // of the job alone; if cores are short, less than from Started to Completed
	CPU                []time.Duration // the part of Service that is computing; nil: all of it
	Priority           []int           // nil: all have the same
}

// A Job is one of them.
type Job struct {
	Released, Started, Completed time.Duration
	Service, CPU                 time.Duration
	Priority                     int
}

// JobsOf returns jobs in columns.
func JobsOf(all []Job) Jobs {
	var jobs Jobs
	for _, j := range all {
		jobs.Released, jobs.Started, jobs.Completed = append(jobs.Released, j.Released), append(jobs.Started, j.Started), append(jobs.Completed, j.Completed)
		jobs.Service, jobs.CPU, jobs.Priority = append(jobs.Service, j.Service), append(jobs.CPU, j.CPU), append(jobs.Priority, j.Priority)
	}
	return jobs
}

// Len returns the number of jobs.
func (jobs *Jobs) Len() int { return len(jobs.Started) }

// At returns a job.
func (jobs *Jobs) At(i int) Job {
	j := Job{Released: jobs.released(i), Started: jobs.Started[i], Completed: jobs.Completed[i], Service: jobs.Service[i], CPU: jobs.Service[i]}
	if jobs.CPU != nil {
		j.CPU = jobs.CPU[i]
	}
	if jobs.Priority != nil {
		j.Priority = jobs.Priority[i]
	}
	return j
}

func (jobs *Jobs) released(i int) time.Duration {
	if jobs.Released == nil {
		return 0
	}
	return jobs.Released[i]
}

// wait returns the time from release to start.
func (jobs *Jobs) wait(i int) time.Duration { return jobs.Started[i] - jobs.released(i) }

// sojourn returns the time from release to completion.
func (jobs *Jobs) sojourn(i int) time.Duration { return jobs.Completed[i] - jobs.released(i) }

// all returns the jobs one by one.
func (jobs *Jobs) all() []Job {
	out := make([]Job, jobs.Len())
	for i := range out {
		out[i] = jobs.At(i)
	}
	return out
}

// byRelease returns the jobs in the order of their release.
func (jobs Jobs) byRelease() Jobs {
	if jobs.Released == nil || slices.IsSorted(jobs.Released) {
		return jobs
	}
	all := jobs.all()
	slices.SortStableFunc(all, func(a, b Job) int { return cmp.Compare(a.Released, b.Released) })
	return JobsOf(all)
}
