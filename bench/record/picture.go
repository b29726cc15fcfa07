package record

import (
	"fmt"
	"strconv"
)

const (
	// MostLanes is how many workers a picture shows at most.
	MostLanes = 16

	// LaneParts is into how many equal parts of time a lane is cut.
	LaneParts = 100
)

// A Picture is what a trial looked like. It is shown, never judged.
type Picture struct {
	Took float64 `json:"took_s"` // from the start of the trial to the last completion, seconds

	// Lanes tells of each of the first MostLanes workers how busy it was, in LaneParts
	// equal parts of that time: a digit each, from 0 for idle to 9 for busy throughout.
	// Only trials of the first round have them.
	Lanes []string `json:"lanes,omitempty"`

	// Sojourns holds the quantiles of the sojourn at CurveQuantiles of as many jobs as
	// were measured, in seconds, to four digits.
	Sojourns []float64 `json:"sojourns,omitempty"`
}

var curveQuantiles = []float64{0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.985, 0.99, 0.993, 0.995, 0.998, 0.999, 0.9995, 0.9998, 0.9999}

// CurveQuantiles returns the quantiles of which that many jobs tell something, by the
// rule of [Percentiles]: ascending, none for fewer than 10 jobs.
func CurveQuantiles(jobs int) []float64 {
	var out []float64
	for _, q := range curveQuantiles {
		if jobs >= 10 && float64(jobs)*min(q, 1-q) >= 4.3 {
			out = append(out, q)
		}
	}
	return out
}

func (p *Picture) check() error {
	if p == nil {
		return nil
	}
	if len(p.Lanes) > MostLanes {
		return fmt.Errorf("picture: %d lanes, want at most %d", len(p.Lanes), MostLanes)
	}
	for _, lane := range p.Lanes {
		if len(lane) != LaneParts {
			return fmt.Errorf("picture: a lane of %d parts, want %d", len(lane), LaneParts)
		}
		for _, c := range lane {
			if c < '0' || c > '9' {
				return fmt.Errorf("picture: %q in a lane, want digits", c)
			}
		}
	}
	if n := len(p.Sojourns); n > len(curveQuantiles) {
		return fmt.Errorf("picture: %d sojourns, want at most %d", n, len(curveQuantiles))
	}
	return nil
}

// FourDigits rounds a number, so that what is only shown is stored no longer than it need
// be.
func FourDigits(v float64) float64 {
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
	if err != nil {
		return v
	}
	return short
}
