package rounds

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/go-foundations/poolbench/bench/plan"
	"github.com/go-foundations/poolbench/bench/record"
)

// message is what a round's process writes, one per line.
type message struct {
	Begin *record.Trial `json:"begin,omitempty"`
	Trial *record.Trial `json:"trial,omitempty"`
	Done  bool          `json:"done,omitempty"`
	Error string        `json:"error,omitempty"`
}

// Serve runs a round in this process and writes what Comparison reads.
func Serve(ctx context.Context, p plan.Plan, round int, w io.Writer) error {
	enc := json.NewEncoder(w)
	err := p.RoundWithHooks(ctx, round, plan.Hooks{
		Begin: func(t record.Trial) error { return enc.Encode(message{Begin: &t}) },
		End:   func(t record.Trial) error { return enc.Encode(message{Trial: &t}) },
	})
	if err != nil {
		return errors.Join(err, enc.Encode(message{Error: err.Error()}))
	}
	return enc.Encode(message{Done: true})
}
