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
	"round-robin":       {NoStarvation: true, FIFO: true},
	"chunked":           {NoStream: true},
	"guided":            {NoStream: true},
	"factoring":         {NoStream: true},
	"trapezoid":         {NoStream: true},
	"shared-queue":      {NoStarvation: true, WorkConserving: true, FIFO: true},
	"batch":             {NoStarvation: true, FIFO: true, Holds: true, Workers: func(workers, jobs int) int { return min(workers, (jobs+9)/10) }},
	"work-stealing":     {NoStarvation: true, WorkConserving: true},
	"priority":          {WorkConserving: true, Priority: true, FIFO: true},
	"priority-weighted": {NoStarvation: true, WorkConserving: true, FIFO: true},
	"priority-aging":    {NoStarvation: true, WorkConserving: true, FIFO: true},
	"multiqueue":        {WorkConserving: true},
	"deadline":          {WorkConserving: true},
	"lifo":              {WorkConserving: true},
	"shortest-first":    {WorkConserving: true},
	"longest-first":     {WorkConserving: true},
	"predicted-first":   {WorkConserving: true},
	"power-of-two":      {NoStarvation: true, FIFO: true, Workers: func(workers, jobs int) int { return min(2, workers, jobs) }},
	"least-loaded":      {AtOnce: true, NoStarvation: true, FIFO: true},
	"idle-first":        {AtOnce: true, NoStarvation: true, FIFO: true},
	"bounded":           {AtOnce: true, NoStarvation: true, FIFO: true, Holds: true},
	"prefetch":          {NoStarvation: true, FIFO: true, Holds: true, Workers: func(workers, jobs int) int { return min(workers, (jobs+63)/64) }},
	"poll":              {NoStarvation: true, FIFO: true, Lingers: time.Millisecond},
	"fair":              {NoStarvation: true, WorkConserving: true},
	"affinity":          {NoStarvation: true, WorkConserving: true, FIFO: true},
	"coalesce":          {WorkConserving: true},
	"paced":             {NoStarvation: true, FIFO: true},
	"linger": {NoStarvation: true, FIFO: true, Holds: true, Lingers: time.Millisecond,
		Workers: func(workers, jobs int) int { return min(workers, (jobs+9)/10) }},
	"round-robin-slices": {NoStarvation: true, WorkConserving: true, FIFO: true},
	"feedback":           {WorkConserving: true},
	"shortest-remaining": {WorkConserving: true},
	"codel":              {WorkConserving: true},
	"hedge":              {NoStarvation: true, FIFO: true},
	"serial":             {NoStarvation: true},
	"capped":             {NoStarvation: true},
	"delayed":            {NoStarvation: true},
	"load-aware":         {NoStarvation: true, WorkConserving: true, FIFO: true},
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
				case "poll":
					return Poll{Every: time.Millisecond}
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
