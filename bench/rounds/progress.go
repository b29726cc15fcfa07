package rounds

import (
	"math"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// Progress is how far a comparison has come.
type Progress struct {
	Round, Rounds int           // Rounds is what the budget is expected to allow
	Trial, Trials int           // of this round
	Now           *record.Trial // the trial that runs now, without results
	Elapsed       time.Duration
	Left          time.Duration // expected; negative: not known yet
	Budget        time.Duration // for all rounds; 0: no limit
}

func (c *Comparison) progress(round int, start time.Time, now *record.Trial) {
	if c.Progress == nil {
		return
	}
	elapsed := time.Since(start)
	done := len(c.Run.Trials)
	p := Progress{
		Round: round, Rounds: c.Rounds,
		Trial: done - (round-1)*c.Cells + 1, Trials: c.Cells,
		Now: now, Elapsed: elapsed, Left: -1, Budget: c.Budget,
	}
	if done >= c.Cells && c.Cells > 0 {
		perRound := elapsed * time.Duration(c.Cells) / time.Duration(done)
		if c.Budget > 0 {
			p.Rounds = min(c.Rounds, max(round, int(min(c.Budget/perRound, math.MaxInt32))))
		}
		p.Left = max(0, perRound*time.Duration(p.Rounds)-elapsed)
	}
	c.Progress(p)
}
