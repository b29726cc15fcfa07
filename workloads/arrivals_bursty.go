package workloads

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Bursty has jobs arrive in bursts: the two-state Markov-modulated Poisson
// process, whose rate switches between two values at random times. A tenth of
// the time is in bursts, and a burst brings 50 jobs on average.
//
// Source: Heffes and Lucantoni, A Markov Modulated Characterization of Packetized
// Voice and Data Traffic, IEEE JSAC 4(6), 1986.
type Bursty struct {
	Ratio float64 // of the rate in bursts to that between them; 0 means 10
}

const (
	defaultBurstRatio = 10
	burstTime         = 0.1 // share of the time that is in bursts
	burstJobs         = 50  // mean number of jobs in one
)

// Name returns "bursty", or "bursty:20" for a ratio that is not the default.
func (b Bursty) Name() string {
	if b.ratio() == defaultBurstRatio {
		return "bursty"
	}
	return fmt.Sprintf("bursty:%g", b.Ratio)
}

func (Bursty) Summary() string {
	return "in bursts of 50 jobs or so, ten times as fast as between them (bursty:RATIO for another)"
}

func (b Bursty) ratio() float64 {
	if b.Ratio == 0 {
		return defaultBurstRatio
	}
	return b.Ratio
}

// rates returns the arrival rates between and in bursts, 1 on average over time,
// and the rates at which bursts begin and end.
func (b Bursty) rates() (calm, burst, begin, end float64) {
	calm = 1 / (1 - burstTime + burstTime*b.ratio())
	burst = b.ratio() * calm
	end = burst / burstJobs
	return calm, burst, end * burstTime / (1 - burstTime), end
}

// Dispersion returns the index of dispersion for counts in long windows:
// variance over mean of the number of arrivals, 1 for Poisson.
func (b Bursty) Dispersion() float64 {
	calm, burst, begin, end := b.rates()
	return 1 + 2*burstTime*(1-burstTime)*(burst-calm)*(burst-calm)/(begin+end)
}

func (b Bursty) Gaps(r *rand.Rand) func() float64 {
	calm, burst, begin, end := b.rates()
	bursting := r.Float64() < burstTime
	return func() float64 {
		gap := 0.0
		for {
			arrive, change := calm, begin
			if bursting {
				arrive, change = burst, end
			}
			// The next event, of either kind, and then which it was.
			gap += r.ExpFloat64() / (arrive + change)
			if r.Float64()*(arrive+change) < arrive {
				return gap
			}
			bursting = !bursting
		}
	}
}

func (b Bursty) Validate() error {
	if !(b.ratio() >= 1) || math.IsInf(b.Ratio, 1) {
		return fmt.Errorf("arrivals bursty: Ratio is %v, want 1 or more", b.Ratio)
	}
	return nil
}
