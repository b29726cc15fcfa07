package page

import (
	"math"
	"regexp"
)

// An axis maps values to a stretch of a drawing.
type axis struct {
	lo, hi   float64 // values at the ends
	from, to float64 // where these are
	log      bool
	ticks    []float64
}

// axisOf returns an axis from lo to hi, with a little room around them unless it is snug, and
// with as many round ticks as fit. A linear axis begins at 0 if that is near.
func axisOf(lo, hi float64, log bool, from, to float64, most int, snug bool) axis {
	a := axis{lo: lo, hi: hi, from: from, to: to, log: log && lo > 0}
	switch {
	case a.hi > a.lo:
	case a.log:
		a.lo, a.hi = lo/2, hi*2
	default:
		a.lo, a.hi = lo-1, hi+1
	}
	switch room := (a.hi - a.lo) / 25; {
	case snug:
	case a.log:
		by := math.Pow(a.hi/a.lo, 1.0/25)
		a.lo, a.hi = a.lo/by, a.hi*by
	case a.lo >= 0 && a.lo < a.hi/2:
		a.lo, a.hi = 0, a.hi+room
	default:
		a.lo, a.hi = a.lo-room, a.hi+room
	}
	if a.log && a.hi/a.lo >= 7 {
		a.ticks = decades(a.lo, a.hi, most)
	} else {
		a.ticks = steps(a.lo, a.hi, most)
	}
	var within []float64
	for _, v := range a.ticks {
		if v >= a.lo-math.Abs(a.lo)*1e-9 && v <= a.hi*(1+1e-9) {
			within = append(within, v)
		}
	}
	if len(within) < 2 && !snug {
		// The round numbers around them are the ends.
		a.lo, a.hi = min(a.lo, a.ticks[0]), max(a.hi, a.ticks[len(a.ticks)-1])
		return a
	}
	a.ticks = within
	return a
}

func round1(v float64) float64 { return math.Round(v*10) / 10 }

// at returns where a value is.
func (a axis) at(v float64) float64 {
	lo, hi := a.lo, a.hi
	if a.log {
		v, lo, hi = math.Log(max(v, a.lo/1e3)), math.Log(lo), math.Log(hi)
	}
	return round1(a.from + (a.to-a.from)*(v-lo)/(hi-lo))
}

// steps returns multiples of 1, 2 or 5 times a power of ten, around a range.
func steps(lo, hi float64, most int) []float64 {
	raw := (hi - lo) / float64(most)
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, times := range []float64{1, 2, 5, 10} {
		step := unit * times
		first, last := math.Floor(lo/step+1e-9), math.Ceil(hi/step-1e-9)
		if within := math.Floor(hi/step+1e-9) - math.Ceil(lo/step-1e-9) + 1; times < 10 && within > float64(most)+1 {
			continue
		}
		var out []float64
		for k := first; k <= last; k++ {
			out = append(out, k*step)
		}
		return out
	}
	return []float64{lo, hi}
}

// decades returns powers of ten around a range of positive numbers, with 2 and 5 times these
// where there is room.
func decades(lo, hi float64, most int) []float64 {
	for _, marks := range [][]float64{{1, 2, 5}, {1, 3}, {1}} {
		var out []float64
		for k := math.Floor(math.Log10(lo) + 1e-9); ; k++ {
			done := false
			for _, m := range marks {
				v := m * math.Pow(10, k)
				out = append(out, v)
				if v >= hi*(1-1e-9) {
					done = true
					break
				}
			}
			if done {
				break
			}
		}
		for len(out) > 2 && out[1] <= lo*(1+1e-9) {
			out = out[1:]
		}
		if len(out) <= most+1 {
			return out
		}
	}
	var out []float64
	first, last := math.Floor(math.Log10(lo)+1e-9), math.Ceil(math.Log10(hi)-1e-9)
	every := math.Ceil((last - first) / float64(most))
	first = math.Floor(first/every) * every
	for k := first; k < last+every; k += every {
		out = append(out, math.Pow(10, k))
	}
	return out
}

var (
	wholeNumber = regexp.MustCompile(`(\d)\.0+(\D|$)`)
	lastZeros   = regexp.MustCompile(`(\.\d*[1-9])0+(\D|$)`)
)

// plainly writes a round number without meaningless zeros: "10 ms", not "10.0 ms".
func plainly(text string) string {
	return lastZeros.ReplaceAllString(wholeNumber.ReplaceAllString(text, "$1$2"), "$1$2")
}
