package live_test

import (
	"os"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/live"
	"github.com/go-foundations/poolbench/bench/rounds"
)

// Where there is no terminal, one line now and then tells how far it has come.
func ExampleView() {
	v := live.View{Writer: os.Stdout, Run: new(record.Run)}
	v.Show(rounds.Progress{
		Round: 1, Rounds: 20, Trial: 3, Trials: 12, Elapsed: 2 * time.Second, Left: 30 * time.Second,
		Now: &record.Trial{Workload: "skewed", Strategy: "chunked", Workers: 4},
	})
	v.Done()
	// Output: round 1 of 20, trial 3 of 12, about 30s left: chunked on skewed
}
