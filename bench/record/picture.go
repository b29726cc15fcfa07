package record

import (
	"cmp"
	"fmt"
	"slices"
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
	// A stored run has them of [MedianTrials] alone.
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

// MedianTrials returns the indexes of one trial of each strategy in each place: of those that
// have a picture, the one that took the median time; of an even number, the quicker of the
// two in the middle.
func MedianTrials(trials []Trial) []int {
	type cell struct {
		workload, strategy string
		workers            int
		load               float64
	}
	cells := make(map[cell][]int)
	for i := range trials {
		if t := &trials[i]; t.Picture != nil {
			c := cell{t.Workload, t.Strategy, t.Workers, t.Load}
			cells[c] = append(cells[c], i)
		}
	}
	var out []int
	for _, of := range cells {
		slices.SortStableFunc(of, func(i, j int) int { return cmp.Compare(trials[i].Picture.Took, trials[j].Picture.Took) })
		out = append(out, of[(len(of)-1)/2])
	}
	slices.Sort(out)
	return out
}

// KeepMedianLanes returns the trials with the lanes of [MedianTrials] alone: lanes are most
// of what a trial takes in a file, and no reader looks at those of twenty rounds. The trials
// that are passed keep theirs.
func KeepMedianLanes(trials []Trial) []Trial {
	out := slices.Clone(trials)
	kept := MedianTrials(trials)
	for i := range out {
		if _, keep := slices.BinarySearch(kept, i); keep || out[i].Picture == nil {
			continue
		}
		p := *out[i].Picture
		p.Lanes, out[i].Picture = nil, &p
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
