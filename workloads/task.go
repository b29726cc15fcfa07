package workloads

import (
	"math"
	"time"
)

// A Task is the Data of a synthetic job: Service is split into a CPU part,
// done by a kernel, and an IO part, the rest, spent in a wait.
type Task struct {
	Service    time.Duration // drawn service time of the whole job
	CPU        time.Duration // of which computing, in [0, Service]; it comes first
	Second     time.Duration // service time of a second copy of the job; 0: the same
	Within     time.Duration // how long after its release the job is to be complete; 0: it has no deadline
	Cold       time.Duration // how much longer it takes on a worker that is cold for its key
	Keeps      int           // for how many keys a worker stays warm; 0: for all
	Slice      time.Duration // how long it runs at a time, before it comes back; 0: to its end
	Iterations uint64        // of Kernel that make up CPU; set by [NewRunner]
	Pages      uint32        // written and read by the File wait; set by [NewRunner]
	Seed       uint32        // where the kernel starts

	ColdIterations uint64 // that Cold adds; set by [NewRunner], likewise ColdPages
	ColdPages      uint32

	Kernel Kernel // how it computes
	Wait   Wait   // how it waits
}

// IO returns the part of the service time that is not computing.
func (t Task) IO() time.Duration { return t.Service - t.CPU }

// Copy returns what a second copy of the job does: as much of it is computing as of the
// first.
func (t Task) Copy() Task {
	if t.Second == 0 || t.Service == 0 {
		return t
	}
	as := float64(t.Second) / float64(t.Service)
	t.CPU = min(t.Second, time.Duration(math.Round(as*float64(t.CPU))))
	t.Iterations, t.Pages = uint64(as*float64(t.Iterations)), uint32(as*float64(t.Pages))
	t.Service, t.Second = t.Second, 0
	return t
}

// A Kernel is a way to compute.
type Kernel uint8

const (
	Hash  Kernel = iota // multiply and shift in registers: scales with cores
	Walk                // dependent loads from 8 MiB: shares caches and memory
	Alloc               // short-lived 512-byte blocks: shares the garbage collector
)

// String returns the name of the kernel.
func (k Kernel) String() string { return nameOf(k, "kernel", "hash", "walk", "alloc") }

// A Wait is a way to spend the IO part of a job.
type Wait uint8

const (
	Timer Wait = iota // wait for a timer
	HTTP              // ask a server on the loopback, whose handler waits for a timer
	File              // write and read pages of a temporary file: real work, not a timer
)

// String returns the name of the wait.
func (w Wait) String() string { return nameOf(w, "wait", "timer", "http", "file") }
