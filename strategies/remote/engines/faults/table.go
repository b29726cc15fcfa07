package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/document"
)

// heading begins the section of a document that the command writes.
const heading = "## Faults\n"

// publish writes the table of all records into a document, in place of the one that is there,
// or to standard output.
func publish(all []record, notes []string, file string) error {
	var b strings.Builder
	table(&b, all, notes)
	if file == "" {
		_, err := io.WriteString(os.Stdout, b.String())
		return err
	}
	return document.Put(file, b.String())
}

// table writes the table.
func table(b *strings.Builder, all []record, notes []string) {
	fmt.Fprintf(b, `%s
Written by %[2]scd strategies/remote/engines && go run ./faults -table -o ../../../results/engines.md%[2]s of the runs in
[faults.csv](faults.csv), which %[2]sgo run ./faults -n 100%[2]s adds to. In each run of %[3]d jobs something goes wrong once.
A lease lasts %[4]v.

- **lost**: jobs without their right result when the run was given up, three minutes or more after it began. Time in which the program
  stood still does not count. In parentheses: messages that were still in the queue then, if there were any.
- **run again**: how often a job began that had begun before. **dropped**: results of jobs that had one. **republished**: messages
  that the coordinator published again after a minute without a result.
- **recovered**: seconds from the fault to the last result, in half of the runs at most and in all of them. A worker that is killed is
  replaced at once. Of the 10⁶ jobs: from the start of the first worker.

%[5]s| engine | fault | jobs | lost | run again | dropped | republished | recovered p50, s | max, s | n |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|
`, heading, "`", someJobs, lease, paragraphs(notes))
	for _, e := range engines {
		for _, f := range append(slices.Clone(faults), soaked) {
			row(b, e, f, all)
		}
	}
}

func paragraphs(notes []string) string {
	var b strings.Builder
	for _, note := range notes {
		b.WriteString(note + "\n\n")
	}
	return b.String()
}

// row writes the runs of one engine with one fault.
func row(b *strings.Builder, e engine, f fault, all []record) {
	n, sum := 0, record{}
	var recovered []time.Duration
	for _, r := range all {
		if r.Engine != e.name || r.Fault != f.name {
			continue
		}
		n++
		sum.Jobs += r.Jobs
		sum.Lost += r.Lost
		sum.Left += max(r.Left, 0)
		sum.Again += r.Again
		sum.Twice += r.Twice
		sum.Republished += r.Republished
		if r.Recover >= 0 {
			recovered = append(recovered, r.Recover)
		}
	}
	if n == 0 {
		return
	}
	half, most := "–", "–"
	if m := len(recovered); m > 0 {
		slices.Sort(recovered)
		half, most = seconds(recovered[(m-1)/2]), seconds(recovered[m-1])
	}
	lost := strconv.Itoa(sum.Lost)
	if sum.Left > 0 {
		lost = fmt.Sprintf("%d (%d)", sum.Lost, sum.Left)
	}
	fmt.Fprintf(b, "| %s | %s | %d | %s | %d | %d | %d | %s | %s | %d |\n", e.name, f.says, sum.Jobs, lost, sum.Again, sum.Twice, sum.Republished, half, most, n)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()) }
