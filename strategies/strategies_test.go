package strategies_test

import (
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/strategies/strategytest"
)

// claims says what strategies promise beyond the contract, which holds for all.
var claims = map[string]strategytest.Claims{
	"round-robin":       {FIFO: true},
	"chunked":           {NoStream: true},
	"guided":            {NoStream: true},
	"factoring":         {NoStream: true},
	"trapezoid":         {NoStream: true},
	"shared-queue":      {WorkConserving: true, FIFO: true},
	"batch":             {FIFO: true, Holds: true, Workers: func(workers, jobs int) int { return min(workers, (jobs+9)/10) }},
	"work-stealing":     {WorkConserving: true},
	"priority":          {WorkConserving: true, Priority: true, FIFO: true},
	"priority-weighted": {WorkConserving: true, FIFO: true},
	"priority-aging":    {WorkConserving: true, FIFO: true},
	"multiqueue":        {WorkConserving: true},
	"deadline":          {WorkConserving: true},
	"lifo":              {WorkConserving: true},
	"shortest-first":    {WorkConserving: true},
	"longest-first":     {WorkConserving: true},
	"predicted-first":   {WorkConserving: true},
	"power-of-two":      {FIFO: true, Workers: func(workers, jobs int) int { return min(2, workers, jobs) }},
	"least-loaded":      {FIFO: true},
	"idle-first":        {FIFO: true},
	"bounded":           {FIFO: true, Holds: true},
	"fair":              {WorkConserving: true},
	"affinity":          {WorkConserving: true, FIFO: true},
	"coalesce":          {WorkConserving: true},
	"paced":             {FIFO: true},
	"linger": {FIFO: true, Holds: true, Lingers: time.Millisecond,
		Workers: func(workers, jobs int) int { return min(workers, (jobs+9)/10) }},
	"round-robin-slices": {WorkConserving: true, FIFO: true},
	"feedback":           {WorkConserving: true},
	"shortest-remaining": {WorkConserving: true},
	"codel":              {WorkConserving: true},
	"load-aware":         {WorkConserving: true, FIFO: true},
}

// TestConformance runs the suite that holds for every strategy.
func TestConformance(t *testing.T) {
	there := make(map[string]bool)
	for _, e := range All() {
		there[e.Name()] = true
		c := claims[e.Name()]
		c.Retries = true // the engine's doing
		c.NoStream = e.Batch
		t.Run(e.Name(), func(t *testing.T) {
			t.Parallel()
			strategytest.TestDiscipline(t, func() pool.Discipline {
				switch e.Name() {
				case "load-aware":
					return LoadAware{Source: func() (float64, error) { return 0, nil }}
				case "paced":
					return Paced{Rate: 1e6} // some rules run thousands of jobs in real time
				}
				return e.New()
			}, c)
		})
	}
	for name := range claims {
		if !there[name] {
			t.Errorf("strategy %q: has claims here, and there is none of that name", name)
		}
	}
}
