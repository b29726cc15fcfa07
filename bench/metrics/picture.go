package metrics

import (
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// Picture returns a summary of a trial that is small enough to store: when its first
// record.MostLanes workers were busy, and the curve of the sojourns of all jobs but the
// first warmUp. The lane of a job is the worker that ran it.
func Picture(jobs Jobs, lane []int32, workers, warmUp int) *record.Picture {
	keys := make([]uint64, max(0, jobs.Len()-warmUp))
	for i := range keys {
		keys[i] = sojourn.key(&jobs, warmUp+i)
	}
	var last time.Duration
	for _, at := range jobs.Completed {
		last = max(last, at)
	}
	out := &record.Picture{Took: last.Seconds(), Lanes: lanes(&jobs, lane, min(workers, record.MostLanes), last)}
	var ranks []int
	for _, q := range record.CurveQuantiles(len(keys)) {
		ranks = append(ranks, rank(len(keys), q))
	}
	for _, key := range atRanks(keys, ranks) {
		out.Sojourns = append(out.Sojourns, record.FourDigits(durationOf(key).Seconds()))
	}
	return out
}

// lanes returns, for each of so many workers, a digit for each of record.LaneParts equal
// parts of the time: from 0, idle, to 9, busy throughout.
func lanes(jobs *Jobs, lane []int32, workers int, end time.Duration) []string {
	part := float64(end) / record.LaneParts
	busy := make([][record.LaneParts]float64, workers)
	for i, l := range lane {
		if l < 0 || int(l) >= workers || part == 0 {
			continue
		}
		row := &busy[l]
		from, to := float64(jobs.Started[i])/part, float64(jobs.Completed[i])/part
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
