package metrics

import (
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// Picture returns a summary of a trial that is small enough to store: when its first
// record.MostLanes workers were busy, and the curve of the sojourns of all jobs but the
// first warmUp.
func Picture(spans []JobSpan, workers, warmUp int) *record.Picture {
	sojourns := make([]time.Duration, 0, len(spans))
	var last time.Duration
	for i, s := range spans {
		if i >= warmUp {
			sojourns = append(sojourns, s.Completed-s.Released)
		}
		last = max(last, s.Completed)
	}
	slices.Sort(sojourns)
	out := &record.Picture{Took: last.Seconds(), Lanes: lanes(spans, min(workers, record.MostLanes), last)}
	for _, q := range record.CurveQuantiles(len(sojourns)) {
		out.Sojourns = append(out.Sojourns, record.FourDigits(Quantile(sojourns, q).Seconds()))
	}
	return out
}

// lanes returns, for each of so many workers, a digit for each of record.LaneParts equal
// parts of the time: from 0, idle, to 9, busy throughout.
func lanes(spans []JobSpan, workers int, end time.Duration) []string {
	part := float64(end) / record.LaneParts
	busy := make([][record.LaneParts]float64, workers)
	for _, s := range spans {
		if s.Lane < 0 || s.Lane >= workers || part == 0 {
			continue
		}
		row := &busy[s.Lane]
		from, to := float64(s.Started)/part, float64(s.Completed)/part
		for k := int(from); k < record.LaneParts && float64(k) < to; k++ {
			row[k] += min(to, float64(k+1)) - max(from, float64(k))
		}
	}
	out := make([]string, workers)
	for i := range busy {
		text := make([]byte, record.LaneParts)
		for k, share := range busy[i] {
			text[k] = '0' + byte(min(9, 9*share+0.5))
		}
		out[i] = string(text)
	}
	return out
}
