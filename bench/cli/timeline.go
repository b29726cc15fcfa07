package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench"
)

// An event is one of the Chrome trace-event format, which Perfetto opens.
type event struct {
	Name  string         `json:"name"`
	Phase string         `json:"ph"`
	PID   int            `json:"pid"`
	TID   int            `json:"tid"`
	Time  float64        `json:"ts"` // microseconds
	Took  float64        `json:"dur,omitempty"`
	Args  map[string]any `json:"args,omitempty"`
}

// timelines runs every contender once more and writes who did what when.
func (c *command) timelines(ctx context.Context, file string, plan *bench.Plan) error {
	all, err := plan.Timelines(ctx)
	if err != nil {
		return fmt.Errorf("timeline: %w", err)
	}
	text, err := json.Marshal(map[string]any{"displayTimeUnit": "ms", "traceEvents": events(all)})
	if err != nil {
		return fmt.Errorf("timeline: %w", err)
	}
	if err := c.write(file, bytes.TrimSpace(text)); err != nil {
		return err
	}
	fmt.Fprintf(c.Stderr, "timeline: %s; open it at ui.perfetto.dev\n", file)
	return nil
}

// events has a process for each trial, with a lane for each worker. Slices are named by
// priority, and so coloured by it.
func events(all []bench.Timeline) []event {
	micro := func(d time.Duration) float64 { return float64(d) / 1e3 }
	var out []event
	for i, t := range all {
		pid := i + 1
		name := fmt.Sprintf("%s on %s, %s", t.Strategy, t.Workload, plural(t.Workers, "worker"))
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
