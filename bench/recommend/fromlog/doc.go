// Package fromlog makes a question of package recommend from a log of jobs, as compare
// recommend does.
//
//  1. [Words] are the values of the flags. [Words.Check] refuses invalid ones, in one line that
//     names the flag; [Words.Ask] reads the log accordingly and returns the question about it.
//  2. An [Asked] is the question, and what an answer adds to the result: how the log was
//     understood, what was left out, and the command that looks closer.
//
// Nothing here measures, judges or prints.
//
// Files in reading order: words.go, brokers.go, asked.go.
package fromlog
