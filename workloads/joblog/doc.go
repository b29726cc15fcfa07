// Package joblog reads logs of jobs as people have them: CSV of any dialect, JSON objects,
// logfmt and access logs, with any columns.
//
//  1. [Read] takes a log as it is. It finds the columns by a published [Format], by their
//     common names, or as [Options] say, and notes what it guessed.
//  2. [ReadCSV] takes what [Log.WriteCSV] writes, and guesses nothing.
//
// It keeps a [Job] for each row: how long it took, when it arrived, its priority and its
// key. A new published format is an entry in the list of [Formats].
//
// Files in reading order: read.go, csv.go, job.go; rows.go, ahead.go, text.go, delimited.go, containers.go,
// xml.go, json.go, objects.go, walk.go, logfmt.go, lines.go; columns.go, begun.go, labels.go, access.go, suspect.go, times.go, twins.go, beside.go, formats.go, format.go,
// look.go, unclear.go, spec.go, filter.go, names.go; understood.go, doubt.go, drops.go, place.go, took.go,
// moment.go, zones.go, decimal.go; sample.go, whole.go, bad.go, query.go.
package joblog
