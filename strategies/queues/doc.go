// Package queues holds what the queues of a strategy are made of, so that its author
// need not write it again: a [Ring], first in, first out; a [Heap], least key first; a
// [Tournament], which of many has the lowest rank.
//
// None of them is safe for concurrent use: a strategy has a lock around them.
package queues
