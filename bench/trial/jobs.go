package trial

import (
	"strconv"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// task returns a job, which is valid until the next call.
func (t *Trial) task(i int) *pool.Job[workloads.Task] {
	if t.drawn == nil {
		return &t.tasks[i]
	}
	t.drawn.Fill(i, &t.filled)
	return &t.filled
}

// columns returns the jobs as they were drawn, in columns.
func (t *Trial) columns() (service, cpu []time.Duration, priority []int) {
	if t.drawn != nil {
		return t.drawn.Columns()
	}
	service, cpu, priority = make([]time.Duration, len(t.tasks)), make([]time.Duration, len(t.tasks)), make([]int, len(t.tasks))
	for i := range t.tasks {
		j := &t.tasks[i]
		service[i], cpu[i], priority[i] = j.Data.Service, j.Data.CPU, j.Priority
	}
	return service, cpu, priority
}

// len returns the number of jobs.
func (t *Trial) len() int {
	if t.drawn != nil {
		return t.drawn.Len()
	}
	return len(t.tasks)
}

// id returns the ID of a job.
func (t *Trial) id(i int) string {
	if t.drawn != nil {
		return strconv.Itoa(i)
	}
	return t.tasks[i].ID
}

// unpack makes slices of the jobs, for contenders that take them so.
func (t *Trial) unpack() {
	if t.jobs != nil {
		return
	}
	if t.drawn != nil {
		t.tasks, t.drawn = t.drawn.Jobs(), nil
	}
	t.jobs, t.spans = make([]pool.Job[int], len(t.tasks)), make([]span, len(t.tasks))
	for i := range t.tasks {
		j := &t.tasks[i]
		t.jobs[i] = pool.Job[int]{ID: j.ID, Data: i, Priority: j.Priority, Cost: j.Cost, Key: j.Key}
	}
}
