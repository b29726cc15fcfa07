// Package joblog reads the logs of jobs that people have: CSV of any dialect, JSON
// objects, logfmt and access logs, with whatever columns there are.
//
//  1. [Read] takes a log as it is. It finds the columns, by a published [Format],
//     by what people call them, or as [Options] say, and notes what it guessed.
//  2. [ReadCSV] takes what [Log.WriteCSV] writes, and guesses nothing.
//
// Of each row it keeps a [Job]: how long it took, when it arrived, its priority
// and its key. A new published format is one entry in the list of [Formats].
package joblog
