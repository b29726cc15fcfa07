package workloads

import (
	"encoding/json"
	"math"
)

// MarshalJSON writes the profile with times in seconds and names in lower case with
// underscores. What is not known is null: JSON has no NaN.
func (p Profile) MarshalJSON() ([]byte, error) {
	type class struct {
		Priority int     `json:"priority"`
		Share    float64 `json:"share"`
		Mean     float64 `json:"mean"`
		P99      float64 `json:"p99"`
	}
	type arrived struct {
		Rate       *float64 `json:"rate"`
		SCV        *float64 `json:"scv"`
		Dispersion *float64 `json:"dispersion"`
		Span       float64  `json:"span"`
		Busy       *float64 `json:"busy_workers"`
		Peak       *float64 `json:"peak_workers"`
	}
	out := struct {
		Jobs    int      `json:"jobs"`
		Min     float64  `json:"min"`
		Mean    float64  `json:"mean"`
		P50     float64  `json:"p50"`
		P95     float64  `json:"p95"`
		P99     float64  `json:"p99"`
		P999    float64  `json:"p99.9"`
		Max     float64  `json:"max"`
		Total   float64  `json:"total"`
		SCV     *float64 `json:"scv"`
		Top     *float64 `json:"longest_percent_share"`
		Keys    int      `json:"keys"`
		TopKey  float64  `json:"top_key_share"`
		Classes []class  `json:"classes"`
		Arrived *arrived `json:"arrivals"` // null: not known
	}{
		Jobs: p.Jobs, Min: p.Min.Seconds(), Mean: p.Mean.Seconds(), P50: p.P50.Seconds(), P95: p.P95.Seconds(),
		P99: p.P99.Seconds(), P999: p.P999.Seconds(), Max: p.Max.Seconds(), Total: p.Total.Seconds(),
		SCV: finite(p.SCV), Top: finite(p.Top), Keys: p.Keys, TopKey: p.TopKey, Classes: []class{},
	}
	for _, c := range p.Classes {
		out.Classes = append(out.Classes, class{c.Priority, c.Share, c.Mean.Seconds(), c.P99.Seconds()})
	}
	if p.Span > 0 {
		out.Arrived = &arrived{finite(p.Arrived.Rate), finite(p.Arrived.SCV), finite(p.Arrived.Dispersion), p.Span.Seconds(), finite(p.BusyWorkers), finite(p.PeakWorkers)}
	}
	return json.Marshal(out)
}

// finite returns nil for what is no number.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
