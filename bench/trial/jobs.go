package trial

import (
	"strconv"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// task returns a job, which is valid until the next call. Its deadline counts from the zero
// time, as in a Simulation that has no Began.
func (t *Trial) task(i int) *pool.Job[workloads.Task] {
	if t.drawn != nil {
		t.drawn.Fill(i, &t.filled)
		t.filled.Deadline = time.Time{}
	} else if t.tasks[i].Data.Within > 0 {
		t.filled = t.tasks[i]
	} else {
		return &t.tasks[i]
	}
	if within := t.filled.Data.Within; within > 0 {
		t.filled.Deadline = time.Time{}.Add(t.released(i) + within)
	}
	return &t.filled
}

// released returns when a job is released, since the trial began.
func (t *Trial) released(i int) time.Duration {
	if t.arrivals == nil {
		return 0
	}
	return t.arrivals[i]
}

// due gives the jobs of a batch that begins now their deadlines.
func (t *Trial) due() {
	for i := range t.jobs {
		if within := t.tasks[i].Data.Within; within > 0 {
			t.jobs[i].Deadline = t.began.Add(within)
		}
	}
}

// work returns how to learn quickly how long a job takes, and its seed; nil: through task.
func (t *Trial) work() func(i int) (service time.Duration, seed uint32) {
	if t.drawn == nil {
		return nil
	}
	return t.drawn.Work
}

// tell returns how to write quickly what queues are told of a job; nil: through task.
func (t *Trial) tell() func(i int, ticket *pool.Ticket) {
	if t.drawn == nil {
		return nil
	}
	return t.drawn.Tell
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

// dueAndKeys returns the time that each job has, nil: all it likes; and the number of its key, from
// 1 in the order in which they are first seen, nil: there are no keys.
func (t *Trial) dueAndKeys() (within []time.Duration, key []int32) {
	if t.drawn != nil {
		return t.drawn.Within(), t.drawn.KeyNumbers()
	}
	numbers := make(map[string]int32)
	for i := range t.tasks {
		j := &t.tasks[i]
		if j.Data.Within > 0 && within == nil {
			within = make([]time.Duration, len(t.tasks))
		}
		if j.Key != "" && key == nil {
			key = make([]int32, len(t.tasks))
		}
		if within != nil {
			within[i] = j.Data.Within
		}
		if key != nil {
			key[i] = workloads.NumberOf(numbers, j.Key)
		}
	}
	return within, key
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
