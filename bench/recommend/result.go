package recommend

import (
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// A Result is the answer to a [Question].
type Result struct {
	Profile workloads.Profile `json:"profile"` // of the jobs
	verdict.Recommendation

	// Of the stretches of the log: how many there are, in how many the target is met,
	// and in how many the strategy is not worse than the obvious one.
	Stretches int `json:"stretches"`
	MetIn     int `json:"met_in"`
	NoWorseIn int `json:"no_worse_in"`

	// What the choice has there of the metric that decides, the least and the most.
	StretchLeast float64 `json:"stretch_least,omitempty"`
	StretchMost  float64 `json:"stretch_most,omitempty"`

	Confirmation *Confirmation `json:"confirmation"` // nil: none was asked for, or the target was not met
}

// A Confirmation is what the best few did in real time, on a part of the log and on a
// clock that runs faster. Its times are on the clock of the log.
type Confirmation struct {
	Skipped string      `json:"skipped,omitempty"` // why there is none
	Jobs    int         `json:"jobs"`
	Wait    bool        `json:"wait"`   // the jobs waited; else they computed
	Part    string      `json:"part"`   // which of the log these are: all, busiest, or first of a batch
	Faster  float64     `json:"faster"` // times
	Rounds  int         `json:"rounds"`
	Late    float64     `json:"late"`       // what timers wake late on average, in real seconds; it was taken off the jobs
	Share   float64     `json:"late_share"` // of the mean job on the faster clock
	Agrees  bool        `json:"agrees"`     // no other is surely better than the recommended
	Tried   []Confirmed `json:"tried"`      // the best measured first
}

// Confirmed is what one strategy did in real time.
type Confirmed struct {
	Strategy  string   `json:"strategy"`
	Simulated float64  `json:"simulated"`
	Measured  float64  `json:"measured"` // median of rounds
	Lo        *float64 `json:"lo"`       // of the median
	Hi        *float64 `json:"hi"`
	Ratio     *float64 `json:"ratio"` // to the recommended, of the measured
	RatioLo   *float64 `json:"ratio_lo"`
	RatioHi   *float64 `json:"ratio_hi"`
	Better    bool     `json:"better"` // surely, and by more than matters
}
