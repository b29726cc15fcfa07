package strategies

import "github.com/go-foundations/poolbench/pool"

// Serial runs one job of a Key at a time, in the order in which they came, and jobs of
// different keys beside each other: the oldest first of those that may run. Jobs without
// a key have nothing to do with each other. One that is tried again keeps its turn: the
// others of its key wait until it has succeeded, or has failed for good.
//
// Use it where jobs of a key must not meet or overtake each other: updates of a record,
// messages of a conversation. No worker is bound to a key, so that one with many jobs
// keeps only one worker busy. It is as slow as its key with the most work.
//
// A lock, a map and a heap.
//
// Source: what brokers call message groups, and ordered keys.
type Serial struct{}

// Name returns "serial".
func (Serial) Name() string { return "serial" }

// NewQueue never fails.
func (Serial) NewQueue(pool.Setup) (pool.Queue, error) { return newPerKey(1), nil }
