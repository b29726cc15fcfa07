package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Lines describes the policy in plain words, one line for each of: the settings for all
// figures, the rules in order, and the waivers, with their state at the given time.
func (p *Policy) Lines(now time.Time) []string {
	all := "all figures: " + p.margin.told("the default margin")
	if p.Inconclusive != "" {
		all += "; inconclusive: " + p.Inconclusive
	}
	out := []string{all}
	for i := range p.rules {
		r := &p.rules[i]
		judged := "all units"
		if r.units != nil {
			judged = "nothing"
			var units []string
			for _, u := range r.units {
				units = append(units, u.unit)
			}
			if len(units) > 0 {
				judged = strings.Join(units, ", ")
			}
		}
		out = append(out, fmt.Sprintf("rule %d: %s: judges %s; %s", i+1, &r.selector, judged, r.margin.told("margin as for all")))
	}
	for _, unit := range slices.Sorted(maps.Keys(p.Better)) {
		out = append(out, fmt.Sprintf("better: %s: %s", unit, p.Better[unit]))
	}
	for i := range p.waivers {
		w := &p.waivers[i]
		until := "until " + w.until.Format(time.DateOnly)
		if w.ended(now) {
			until = "expired on " + w.until.Format(time.DateOnly)
		}
		out = append(out, fmt.Sprintf("waiver: %s, %s: up to %s, %s: %s", &w.selector, w.unit, w.ceiling, until, w.reason))
	}
	return out
}

// told formats margins, or returns none if there are none.
func (m margins) told(none string) string {
	if len(m) == 0 {
		return none
	}
	var parts []string
	for _, unit := range slices.Sorted(maps.Keys(m)) {
		part := fmt.Sprintf("%.4g %%", 100*m[unit])
		if unit != "" {
			part += " of " + unit
		}
		parts = append(parts, part)
	}
	return "margin " + strings.Join(parts, ", ")
}
