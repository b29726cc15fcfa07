// Package timeline writes when and on which worker each job of a trial ran, in the Chrome
// trace-event format, which Perfetto (ui.perfetto.dev) and chrome://tracing open.
package timeline

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/go-foundations/poolbench/bench/plan"
)

// Write writes all trials into one document: a process for each trial, with a lane for each
// worker and a slice for each job. Slices are named after the priority, which also colors them.
func Write(w io.Writer, all []plan.Timeline) error {
	text, err := json.Marshal(map[string]any{"displayTimeUnit": "ms", "traceEvents": events(all)})
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// An event is one of the format.
type event struct {
	Name  string         `json:"name"`
	Phase string         `json:"ph"`
	PID   int            `json:"pid"`
	TID   int            `json:"tid"`
	Time  float64        `json:"ts"` // microseconds
	Took  float64        `json:"dur,omitempty"`
	Args  map[string]any `json:"args,omitempty"`
}

// events returns what the document lists.
func events(all []plan.Timeline) []event {
	micro := func(d time.Duration) float64 { return float64(d) / 1e3 }
	var out []event
	for i, t := range all {
		pid := i + 1
		name := fmt.Sprintf("%s on %s, %s", t.Strategy, t.Workload, workers(t.Workers))
		if t.Load > 0 {
			name += fmt.Sprintf(", load %g", t.Load)
		}
		out = append(out, event{Name: "process_name", Phase: "M", PID: pid, Args: map[string]any{"name": name}})
		lanes := make(map[int]bool)
		for n, j := range t.Jobs {
			if !lanes[j.Lane] {
				lanes[j.Lane] = true
				out = append(out, event{Name: "thread_name", Phase: "M", PID: pid, TID: j.Lane, Args: map[string]any{"name": fmt.Sprintf("worker %d", j.Lane)}})
			}
			out = append(out, event{
				Name: fmt.Sprintf("priority %d", j.Priority), Phase: "X", PID: pid, TID: j.Lane,
				Time: micro(j.Started), Took: micro(j.Completed - j.Started),
				Args: map[string]any{"job": n, "waited_us": micro(j.Started - j.Released)},
			})
		}
	}
	return out
}

func workers(n int) string {
	if n == 1 {
		return "1 worker"
	}
	return fmt.Sprintf("%d workers", n)
}
