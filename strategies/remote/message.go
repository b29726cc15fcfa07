package remote

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// A message is a line of JSON, the header, and after it what the codec made.

// jobHeader is the header of a job.
type jobHeader struct {
	Run       string        `json:"run"`
	Epoch     string        `json:"epoch,omitempty"` // of the run
	Log       int           `json:"log,omitempty"`   // number of the log for the result
	Number    int64         `json:"n"`               // of the job in its run
	ID        string        `json:"id,omitempty"`
	Priority  int           `json:"prio,omitempty"`
	Created   time.Time     `json:"created,omitzero"`
	Cost      time.Duration `json:"cost,omitempty"`
	Deadline  time.Time     `json:"deadline,omitzero"`
	NotBefore time.Time     `json:"notBefore,omitzero"`
	Key       string        `json:"key,omitempty"`
	Kills     int           `json:"kills,omitempty"` // of workers, as a suspect, before this message was published
}

func headerOf[T any](run string, number int64, job *pool.Job[T]) jobHeader {
	return jobHeader{
		Run: run, Number: number, ID: job.ID, Priority: job.Priority, Created: job.Created,
		Cost: job.Cost, Deadline: job.Deadline, NotBefore: job.NotBefore, Key: job.Key,
	}
}

func jobOf[T any](h *jobHeader, data T) pool.Job[T] {
	return pool.Job[T]{
		ID: h.ID, Data: data, Priority: h.Priority, Created: h.Created,
		Cost: h.Cost, Deadline: h.Deadline, NotBefore: h.NotBefore, Key: h.Key,
	}
}

// record is the header of what stands in the log of a run: a result, or what the
// coordinator needs to go on.
type record struct {
	Kind  string `json:"kind"`
	Epoch string `json:"epoch,omitempty"` // of the run, in a result and at its beginning

	// of a result
	Number  int64         `json:"n,omitempty"`
	Error   string        `json:"error,omitempty"`   // its text
	Failed  string        `json:"failed,omitempty"`  // what it is; empty for a success
	Stack   string        `json:"stack,omitempty"`   // of a panic
	Service time.Duration `json:"service,omitempty"` // Result.Duration
	Never   bool          `json:"never,omitempty"`   // it never ran
	Process string        `json:"process,omitempty"`
	Worker  int           `json:"worker,omitempty"`
	Attempt int           `json:"attempt,omitempty"` // deliveries of the job, as far as the worker knows

	// of the coordinator's
	Jobs int64  `json:"jobs,omitempty"` // in all, or published
	Hash string `json:"hash,omitempty"`
}

const (
	kindResult    = "result"
	kindBegin     = "begin"     // what the jobs are
	kindPublished = "published" // so many jobs have been published
	kindProbe     = "probe"     // shows, with its hash, that the log stores records
)

// seal puts a header before a body.
func seal(header any, body []byte) []byte {
	line, err := json.Marshal(header)
	if err != nil {
		panic(fmt.Sprintf("remote: header %+v: %v", header, err)) // plain values only, but for times
	}
	return append(append(line, '\n'), body...)
}

// unseal takes them apart.
func unseal[H any](message []byte) (header H, body []byte, err error) {
	line, body, found := bytes.Cut(message, []byte{'\n'})
	if !found {
		return header, nil, errors.New("remote: message without a header")
	}
	if err := json.Unmarshal(line, &header); err != nil {
		return header, nil, fmt.Errorf("remote: header of a message: %w", err)
	}
	return header, body, nil
}

// checkTimes returns an error for times that JSON does not have.
func checkTimes[T any](job *pool.Job[T]) error {
	for _, t := range []time.Time{job.Created, job.Deadline, job.NotBefore} {
		if _, err := t.MarshalJSON(); err != nil {
			return fmt.Errorf("remote: job %q: %w", job.ID, err)
		}
	}
	return nil
}
