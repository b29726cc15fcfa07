package strategies_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// TestDropOldest: every strategy but the shared queue refuses to drop the oldest job, by an
// error that names the strategy and the field; and all of them serve the other policies.
func TestDropOldest(t *testing.T) {
	for _, e := range All() {
		if e.Batch {
			continue
		}
		for policy := pool.WaitWhenFull; policy <= pool.RunInCaller; policy++ {
			p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2, WhenFull: policy}).WithDiscipline(e.New()).WithoutResults().
				WithProcessor(func(context.Context, pool.Job[int]) (int, error) { return 0, nil })
			err := p.Start(t.Context())
			if policy != pool.DropOldest || e.Name() == "shared-queue" {
				if err != nil {
					t.Errorf("%s, WhenFull %v: Start: %v", e.Name(), policy, err)
				}
				p.Close()
				continue
			}
			var config *pool.ConfigError
			if !errors.As(err, &config) || config.Field != "WhenFull" || config.Value != pool.DropOldest ||
				!strings.Contains(err.Error(), `"`+e.Name()+`"`) || !strings.Contains(err.Error(), "DropOldest") {
				t.Errorf("%s, WhenFull %v: Start returned %v, want a ConfigError of WhenFull that names the strategy", e.Name(), policy, err)
			}
		}
	}
}
