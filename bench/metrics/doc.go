// Package metrics makes numbers of the times of jobs. It is pure: no clock, no
// file, no goroutine, and what it is handed stays as it is.
//
// [Measure] takes an [Observation] of one trial, all of whose jobs ran, and returns
// the metrics of the catalogue of package record, which has their formulas and
// sources: those of the whole trial, how often urgent jobs were overtaken
// (inversions), for how long workers idled while jobs waited, how late jobs were, what
// jobs of different keys got, and the same by priority (classes). [Picture] draws a
// trial: which worker was busy when, and the curve of sojourns.
//
// Times are [time.Duration] since the start of the trial; metrics are in the units
// of the catalogue, seconds for times.
//
// Files in reading order: measure.go, inversions.go, idle.go, classes.go, due.go, keys.go,
// picture.go,
// lanes.go, spread.go, jobs.go, ranks.go.
package metrics
