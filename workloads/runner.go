package workloads

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-foundations/poolbench/pool"
)

// A Runner does generated jobs for real. It owns what they need: a server, a
// temporary folder. Close it when no job runs any more.
type Runner struct {
	table []uint32
	http  *loopback
	files *files
}

// NewRunner fixes the work of jobs, in place, by the calibration, and starts
// what they need. Jobs not passed here must not be processed: they have no
// iterations, and perhaps no server.
func NewRunner(cal Calibration, jobs []pool.Job[Task]) (*Runner, error) {
	if err := cal.validate(); err != nil {
		return nil, err
	}
	var needHTTP, needFiles bool
	for i := range jobs {
		t := &jobs[i].Data
		if t.Kernel > Alloc || t.Wait > File || t.CPU < 0 || t.CPU > t.Service {
			return nil, fmt.Errorf("job %q: cannot compute %v of %v with %v and %v", jobs[i].ID, t.CPU, t.Service, t.Kernel, t.Wait)
		}
		cal.prepare(t)
		needHTTP = needHTTP || t.IO() > 0 && t.Wait == HTTP
		needFiles = needFiles || t.IO() > 0 && t.Wait == File
	}
	return start(needHTTP, needFiles)
}

// NewRunnerOfOthers starts a runner of jobs that NewRunner has prepared in another process of
// this machine, whatever they need.
func NewRunnerOfOthers() (*Runner, error) { return start(true, true) }

func start(http, files bool) (*Runner, error) {
	r := &Runner{table: walkTable()}
	var err error
	if http {
		r.http, err = newLoopback()
	}
	if files && err == nil {
		r.files, err = newFiles()
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// Process does one job: first its computing, then its IO. It returns a checksum
// of the work, so that no compiler can drop it. Computing does not look at the
// clock or the context; IO ends with the context, returning its cause. Process
// is a [pool.Processor], safe for concurrent use; it allocates only for the
// Alloc kernel and for IO.
func (r *Runner) Process(ctx context.Context, job pool.Job[Task]) (uint64, error) {
	t := &job.Data
	var sum uint64
	switch t.Kernel {
	case Hash:
		sum = hash(uint64(t.Seed), t.Iterations)
	case Walk:
		sum = walk(r.table, uint64(t.Seed), t.Iterations)
	case Alloc:
		sum = alloc(uint64(t.Seed), t.Iterations)
	}
	io := t.IO()
	if io <= 0 {
		return sum, nil
	}
	switch t.Wait {
	case HTTP:
		return sum, r.http.ask(ctx, io)
	case File:
		read, err := r.files.use(ctx, t.Pages)
		return sum ^ read, err
	}
	return sum, sleep(ctx, io)
}

// Close stops the server and removes the temporary folder. It may be called
// more than once.
func (r *Runner) Close() error {
	var err error
	if r.http != nil {
		err = r.http.close()
		r.http = nil
	}
	if r.files != nil {
		err = errors.Join(err, r.files.close())
		r.files = nil
	}
	return err
}
