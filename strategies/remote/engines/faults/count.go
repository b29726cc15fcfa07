package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/riverqueue/river/rivertype"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
)

// count looks at the results.
func (r *run) count() (record, error) {
	rec := record{Engine: r.engine.name, Fault: r.fault.name, Jobs: len(r.jobs), Twice: int(r.stats.Duplicates), Recover: -1, Republished: int(r.stats.Republished)}
	var wrong error
	for i, j := range r.jobs {
		var got pool.Result[answer]
		if i < len(r.results) {
			got = r.results[i]
		}
		switch {
		case j.Poison && errors.Is(got.Error, remote.ErrKilledWorkers):
		case got.Error != nil || !j.answered(got.Data):
			rec.Lost++
			wrong = fmt.Errorf("job %d: result %d, error %v", i, got.Data.Number, got.Error)
		}
	}
	if !r.broke.IsZero() && r.fault.name != "slow" {
		rec.Recover = r.last.Sub(r.broke)
	}
	began, again, err := r.began()
	rec.Again = again
	if wrong != nil {
		wrong = fmt.Errorf("%w; %d jobs had begun", wrong, began)
	}
	return rec, errors.Join(wrong, err)
}

// began counts the jobs that have begun, and the beginnings of those that had begun before.
func (r *run) began() (jobs, again int, err error) {
	ran, err := os.ReadFile(r.ran())
	begun := make(map[string]bool)
	for line := range bytes.Lines(ran) {
		if begun[string(line)] {
			again++
		}
		begun[string(line)] = true
	}
	return len(begun), again, err
}

// queues are those in which messages of the run may be.
func (r *run) queues() []string { return []string{r.queue, r.queue + "-suspects"} }

// left is how many messages there still are, or -1 if nobody knows.
func (r *run) left(ctx context.Context) int {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	e, err := connect(ctx, r.engine, r.url)
	if err != nil {
		return -1
	}
	defer e.Close()
	n := 0
	for _, queue := range r.queues() {
		depth, err := e.Depth(ctx, queue)
		if err != nil {
			return -1
		}
		n += int(depth.Waiting + depth.Leased)
	}
	return n
}

// mostRows is how many rows of a queue are told of.
const mostRows = 100

// rows is an engine that has a row for each message.
type rows interface {
	Unfinished(ctx context.Context, queue string, n int) ([]*rivertype.JobRow, error)
}

// tell tells where the messages of a run are that is given up, while its workers still run.
func (r *run) tell(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, run %d is given up:", r.engine.name, r.fault.name, r.number)
	e, err := connect(ctx, r.engine, r.url)
	if err == nil {
		defer e.Close()
		for _, queue := range r.queues() {
			err = errors.Join(err, tellQueue(ctx, &b, e, queue))
		}
	}
	if err != nil {
		fmt.Fprintf(&b, "\n  %v", err)
	}
	r.options.say("%s", b.String())
}

func tellQueue(ctx context.Context, b *strings.Builder, e remote.Engine, queue string) error {
	depth, err := e.Depth(ctx, queue)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "\n  queue %s: %d messages wait, %d are leased", queue, depth.Waiting, depth.Leased)
	table, ok := e.(rows)
	if !ok {
		return nil
	}
	all, err := table.Unfinished(ctx, queue, mostRows)
	for _, row := range all {
		fmt.Fprintf(b, "\n    %s", describe(row))
	}
	return err
}

// describe is a row in one line.
func describe(row *rivertype.JobRow) string {
	var args struct{ Body []byte }
	var header struct{ N *int }
	number := "?"
	if json.Unmarshal(row.EncodedArgs, &args) == nil && json.NewDecoder(bytes.NewReader(args.Body)).Decode(&header) == nil && header.N != nil {
		number = fmt.Sprint(*header.N)
	}
	line := fmt.Sprintf("job %s: row %d, %s, attempt %d, scheduled at %s", number, row.ID, row.State, row.Attempt, row.ScheduledAt.Format(time.RFC3339Nano))
	if row.AttemptedAt != nil {
		line += ", attempted at " + row.AttemptedAt.Format(time.RFC3339Nano)
	}
	if n := len(row.AttemptedBy); n > 0 {
		line += " by " + row.AttemptedBy[n-1]
	}
	for _, e := range row.Errors {
		line += fmt.Sprintf(", attempt %d failed at %s: %s", e.Attempt, e.At.Format(time.RFC3339Nano), e.Error)
	}
	return line
}
