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
	Within             []time.Duration // how long after its release a job is to be complete, 0: it has no deadline; nil: none has
	Key                []int32         // its number, from 1; 0: it has none; nil: none has
	Worker             []int32         // who ran it; nil: unknown
	Cold               []bool          // whether the worker was cold for its key; nil: none ever is
}

// A Job is one of them.
type Job struct {
	Released, Started, Completed time.Duration
	Service, CPU                 time.Duration
	Priority                     int
	Within                       time.Duration
	Key, Worker                  int32
	Cold                         bool
}

// JobsOf returns jobs in columns.
func JobsOf(all []Job) Jobs {
	var jobs Jobs
	for _, j := range all {
		jobs.Released, jobs.Started, jobs.Completed = append(jobs.Released, j.Released), append(jobs.Started, j.Started), append(jobs.Completed, j.Completed)
		jobs.Service, jobs.CPU, jobs.Priority = append(jobs.Service, j.Service), append(jobs.CPU, j.CPU), append(jobs.Priority, j.Priority)
		jobs.Within, jobs.Key, jobs.Worker = append(jobs.Within, j.Within), append(jobs.Key, j.Key), append(jobs.Worker, j.Worker)
		jobs.Cold = append(jobs.Cold, j.Cold)
	}
	return jobs
}

// pick returns some of the jobs, by their numbers. What is nil stays so.
func (jobs *Jobs) pick(numbers []int) Jobs {
	var all []Job
	for _, i := range numbers {
		all = append(all, jobs.At(i))
	}
	out := JobsOf(all)
	if jobs.Within == nil {
		out.Within = nil
	}
	if jobs.Key == nil {
		out.Key = nil
	}
	if jobs.Worker == nil {
		out.Worker = nil
	}
	if jobs.Cold == nil {
		out.Cold = nil
	}
	return out
}

// Pick returns the jobs for whose numbers keep says so. What is nil stays so.
func (jobs *Jobs) Pick(keep func(i int) bool) Jobs {
	var numbers []int
	for i := range jobs.Len() {
		if keep(i) {
			numbers = append(numbers, i)
		}
	}
	return jobs.pick(numbers)
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
	if jobs.Within != nil {
		j.Within = jobs.Within[i]
	}
	if jobs.Key != nil {
		j.Key = jobs.Key[i]
	}
	if jobs.Worker != nil {
		j.Worker = jobs.Worker[i]
	}
	if jobs.Cold != nil {
		j.Cold = jobs.Cold[i]
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
	numbers := make([]int, jobs.Len())
	for i := range numbers {
		numbers[i] = i
	}
	slices.SortStableFunc(numbers, func(a, b int) int { return cmp.Compare(jobs.Released[a], jobs.Released[b]) })
	return jobs.pick(numbers)
}
