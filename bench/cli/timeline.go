package cli

import (
	"bytes"
	"context"
	"fmt"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/report/timeline"
)

// timelines runs every contender once more and writes a timeline of its workers.
func (c *command) timelines(ctx context.Context, file string, plan *bench.Plan) error {
	all, err := plan.Timelines(ctx)
	if err != nil {
		return fmt.Errorf("timeline: %w", err)
	}
	var text bytes.Buffer
	if err := timeline.Write(&text, all); err != nil {
		return fmt.Errorf("timeline: %w", err)
	}
	if err := c.write(file, text.Bytes()); err != nil {
		return err
	}
	c.say("timeline: %s; open it at ui.perfetto.dev", file)
	return nil
}
