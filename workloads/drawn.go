package workloads

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads/joblog"
)

// Drawn is the jobs of a [Set] in a form that takes 8 bytes a job where jobs differ in
// their service time alone, a twentieth of what a [pool.Job] takes. It does not change, so
// that any number of goroutines may read it.
type Drawn struct {
	Arrivals []time.Duration // as of Set, likewise the following
	Realised Realised
	Warnings []string

	parts    []Part
	service  []time.Duration
	part     []uint8         // nil: parts has one
	priority []int           // nil: all are 0
	key      []string        // nil: none
	within   []time.Duration // when jobs are to be complete, since their release; nil: never
	cost     []time.Duration // what strategies are told; nil: service or, of a trace, what that tells
	second   []time.Duration // how long second copies take; nil: service
	cold     Cold
	slice    time.Duration
	rows     []joblog.Job // of a trace, instead of service, priority and key
}

// Len returns the number of jobs.
func (d *Drawn) Len() int {
	if d.rows != nil {
		return len(d.rows)
	}
	return len(d.service)
}

// Times returns the service time of a job, the part of it that is computing, and the
// priority of the job.
func (d *Drawn) Times(i int) (service, cpu time.Duration, priority int) {
	if d.rows != nil {
		service, priority = d.rows[i].Service, d.rows[i].Priority
	} else {
		service = d.service[i]
		if d.priority != nil {
			priority = d.priority[i]
		}
	}
	return service, d.partOf(i).cpu(service), priority
}

// Columns returns the service times of all jobs, the parts of them that are computing and
// the priorities. No computing means that all of the service time is, no priorities that all
// are 0. They must not be changed.
func (d *Drawn) Columns() (service, cpu []time.Duration, priority []int) {
	service, priority = d.service, d.priority
	n := d.Len()
	if d.rows != nil {
		service, priority = make([]time.Duration, n), make([]int, n)
		for i := range d.rows {
			service[i], priority[i] = d.rows[i].Service, d.rows[i].Priority
		}
	}
	if slices.ContainsFunc(d.parts, func(p Part) bool { return p.IO > 0 }) {
		cpu = make([]time.Duration, n)
		for i := range cpu {
			cpu[i] = d.partOf(i).cpu(service[i])
		}
	}
	return service, cpu, priority
}

// Cold returns what workers pay for keys that are new to them.
func (d *Drawn) Cold() Cold { return d.cold }

// Within returns how long after its release each job is to be complete; nil: there are no
// deadlines. It must not be changed.
func (d *Drawn) Within() []time.Duration { return d.within }

// KeyNumbers returns the number of the key of each job, from 1 in the order in which they
// are first seen, and 0 for no key; nil: there are no keys.
func (d *Drawn) KeyNumbers() []int32 {
	if d.rows == nil && d.key == nil {
		return nil
	}
	var out []int32
	numbers := make(map[string]int32)
	for i := range d.Len() {
		key := ""
		switch {
		case d.rows != nil:
			key = d.rows[i].Key
		case d.key != nil:
			key = d.key[i]
		}
		if key != "" && out == nil {
			out = make([]int32, d.Len())
		}
		if out != nil {
			out[i] = NumberOf(numbers, key)
		}
	}
	return out
}

// NumberOf returns the number of a key, which is the next one if it is new; 0 for no key.
func NumberOf(numbers map[string]int32, key string) int32 {
	if key == "" {
		return 0
	}
	n, ok := numbers[key]
	if !ok {
		n = int32(len(numbers) + 1)
		numbers[key] = n
	}
	return n
}

func (d *Drawn) partOf(i int) *Part {
	if d.part == nil {
		return &d.parts[0]
	}
	return &d.parts[d.part[i]]
}

// cpu returns how much of the service time of a job is computing.
func (p *Part) cpu(service time.Duration) time.Duration {
	if p.IO == 0 {
		return service
	}
	return service - time.Duration(math.Round(p.IO*float64(service)))
}

// Fill makes j the job with number i, but leaves its ID as it is, as well as the fields that
// count from the release of a job, such as the deadline: Task.Within has it.
func (d *Drawn) Fill(i int, j *pool.Job[Task]) {
	p, t := d.partOf(i), &j.Data
	t.Service, t.CPU, j.Priority = d.Times(i)
	t.Kernel, t.Wait, t.Seed = p.Kernel, p.Wait, uint32(i)
	switch {
	case d.rows != nil:
		j.Cost = d.rows[i].Cost
	case d.cost != nil:
		j.Cost = d.cost[i]
	default:
		j.Cost = t.Service
	}
	if t.Second = 0; d.second != nil {
		t.Second = d.second[i]
	}
	t.Slice = d.slice
	t.Cold, t.Keeps = d.cold.Extra, d.cold.Keeps
	if t.Within = 0; d.within != nil {
		t.Within = d.within[i]
	}
	switch {
	case d.rows != nil:
		j.Key = d.rows[i].Key
	case d.key != nil:
		j.Key = d.key[i]
	}
}

// Tell writes what a queue is told of a job into its ticket: Priority, Cost and Key, and
// Deadline, counted from Released, if the job has one.
func (d *Drawn) Tell(i int, t *pool.Ticket) {
	if d.rows != nil {
		row := &d.rows[i]
		t.Priority, t.Cost, t.Key = row.Priority, row.Cost, row.Key
	} else {
		t.Priority, t.Cost, t.Key = 0, d.service[i], ""
		if d.priority != nil {
			t.Priority = d.priority[i]
		}
		if d.key != nil {
			t.Key = d.key[i]
		}
	}
	if d.cost != nil {
		t.Cost = d.cost[i]
	}
	if d.within != nil && d.within[i] > 0 {
		t.Deadline = t.Released + d.within[i]
	}
}

// Work returns the service time of a job and its seed.
func (d *Drawn) Work(i int) (service time.Duration, seed uint32) {
	if d.rows != nil {
		return d.rows[i].Service, uint32(i)
	}
	return d.service[i], uint32(i)
}

// Jobs returns the jobs, of which the caller owns the slice.
func (d *Drawn) Jobs() []pool.Job[Task] {
	jobs := make([]pool.Job[Task], d.Len())
	for i := range jobs {
		jobs[i].ID = strconv.Itoa(i)
		d.Fill(i, &jobs[i])
	}
	return jobs
}
