package rounds

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"runtime"

	"github.com/go-foundations/poolbench/bench/plan"
	"github.com/go-foundations/poolbench/bench/record"
)

// A message is one line of what a round's process writes, in JSON. One field is set.
type message struct {
	Host  string        `json:"host,omitempty"` // that does the round, if it is done elsewhere
	Begin *record.Trial `json:"begin,omitempty"`
	Trial *record.Trial `json:"trial,omitempty"`
	Wait  bool          `json:"wait,omitempty"` // a contender starts what it needs, or stops it
	Done  bool          `json:"done,omitempty"`
	Error string        `json:"error,omitempty"`
}

// line is the message as it is written.
func (m message) line() []byte {
	b, err := json.Marshal(m)
	if err != nil {
		panic("rounds: " + err.Error()) // plain data
	}
	return append(b, '\n')
}

// Serve runs a round of the plan in this process and writes what Comparison reads. The
// error that stopped the round is both written and returned. In virtual time the round has
// one processor.
func Serve(ctx context.Context, p plan.Plan, round int, w io.Writer) error {
	if p.Virtual {
		// A bubble does one thing at a time: on a second processor its goroutines would
		// only move between caches.
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	}
	enc := json.NewEncoder(w)
	err := p.RoundWithHooks(ctx, round, plan.Hooks{
		Begin: func(t record.Trial) error { return enc.Encode(message{Begin: &t}) },
		Wait:  func() error { return enc.Encode(message{Wait: true}) },
		End:   func(t record.Trial) error { return enc.Encode(message{Trial: &t}) },
	})
	if err != nil {
		return errors.Join(err, enc.Encode(message{Error: err.Error()}))
	}
	return enc.Encode(message{Done: true})
}
