package workloads

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
)

// A Mix says how priorities are spread over the jobs. Levels run from 0 to one
// less than their number; greater is more urgent.
type Mix uint8

const (
	NoPriority     Mix = iota // every job has priority 0
	EvenMix                   // every level is equally likely
	Pyramid                   // each level has half as many jobs as the one below: few are urgent
	Inverted                  // each level has twice as many jobs as the one below: most are urgent
	Bursts                    // level 0, but for runs of 50 jobs of the highest level, a tenth in all
	Correlated                // the longer the more urgent, in levels of equal numbers
	AntiCorrelated            // the shorter the more urgent, in levels of equal numbers
)

// String returns the name of the mix.
func (m Mix) String() string {
	return nameOf(m, "mix", "none", "even", "pyramid", "inverted", "bursts", "correlated", "anti-correlated")
}

const (
	burstLength = 50
	burstShare  = 0.1
)

// assign returns one priority per job, in the order of the jobs; nil: all are 0.
func (m Mix) assign(r *rand.Rand, levels int, service []time.Duration) []int {
	if m == NoPriority {
		return nil
	}
	priority := make([]int, len(service))
	switch m {
	case EvenMix:
		for i := range priority {
			priority[i] = r.IntN(levels)
		}
	case Pyramid, Inverted:
		for i := range priority {
			// Of 2^levels − 1 tickets the most common level holds 2^(levels−1).
			level := 0
			for u := r.IntN(1<<levels - 1); u >= 1<<(levels-1-level); level++ {
				u -= 1 << (levels - 1 - level)
			}
			if m == Inverted {
				level = levels - 1 - level
			}
			priority[i] = level
		}
	case Bursts:
		// Whole blocks are urgent, so that the runs stay runs; short batches get
		// shorter ones, so that these too have about ten blocks.
		length := max(1, min(burstLength, len(service)/10))
		for lo := 0; lo < len(priority); lo += length {
			if r.Float64() < burstShare {
				for i := lo; i < min(lo+length, len(priority)); i++ {
					priority[i] = levels - 1
				}
			}
		}
	case Correlated, AntiCorrelated:
		rank := make([]int, len(service))
		for i := range rank {
			rank[i] = i
		}
		slices.SortStableFunc(rank, func(a, b int) int { return cmp.Compare(service[a], service[b]) })
		for at, i := range rank {
			level := at * levels / len(rank)
			if m == AntiCorrelated {
				level = levels - 1 - level
			}
			priority[i] = level
		}
	}
	return priority
}

// byShare returns one priority for each of n jobs: the last of the shares is that of
// priority 0.
func byShare(shares []float64, n int, r *rand.Rand) []int {
	total := 0.0
	for _, share := range shares {
		total += share
	}
	priority := make([]int, n)
	for i := range priority {
		u := r.Float64() * total
		level := len(shares) - 1
		for _, share := range shares {
			if u < share || level == 0 {
				break
			}
			u -= share
			level--
		}
		priority[i] = level
	}
	return priority
}
