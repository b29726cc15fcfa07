package workloads

import (
	"context"
	"sync"
	"time"
)

// hash mixes n times with the step of splitmix64 (Steele et al., OOPSLA 2014).
// Each step needs the one before, so that an iteration costs its latency.
func hash(x, n uint64) uint64 {
	for range n {
		x += 0x9e3779b97f4a7c15
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x ^= x >> 27
	}
	return x
}

// walkLength entries of 4 bytes are 8 MiB: more than most second-level caches.
const walkLength = 1 << 21

// walkTable returns one cycle through all places, made once and then only read.
// A full-period congruential generator visits each place exactly once, in an
// order that prefetchers do not follow.
var walkTable = sync.OnceValue(func() []uint32 {
	table := make([]uint32, walkLength)
	for x := range uint32(walkLength) {
		// Full period by Hull and Dobell: a−1 is a multiple of 4, c is odd.
		table[x] = (x*1664525 + 1013904223) % walkLength
	}
	return table
})

// walk follows n links from a place that start picks.
func walk(table []uint32, start, n uint64) uint64 {
	at := uint32(start*2654435761) % walkLength
	for range n {
		at = table[at%walkLength]
	}
	return uint64(at)
}

const allocBytes = 512

// alloc makes n blocks, of which the last few stay alive.
func alloc(x, n uint64) uint64 {
	var live [8]*[allocBytes]byte
	for i := range n {
		b := new([allocBytes]byte)
		b[i%allocBytes] = byte(x + i)
		live[i%8] = b
	}
	for _, b := range live {
		if b != nil {
			x = x*31 + uint64(b[x%allocBytes])
		}
	}
	return x
}

func sleep(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
