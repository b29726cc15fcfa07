package sched

import "time"

// ClaimLength is how long all jobs that a worker claims at once take together, at
// most, as far as can be foreseen: nobody else can take them any more, unless the
// queue lets workers take over, and among long jobs one worker would hold what
// another idles for.
const ClaimLength = 10 * time.Microsecond

// Size says how many jobs a worker claims at once: several only while jobs are
// so short that all of them together take no longer than ClaimLength. The zero
// value knows of no job.
//
// Note: claims by number alone, an eighth of a worker's share of what is left,
// made the makespan of a batch with its long jobs first twice what Graham's
// bound allows. Claims by the service times since the last claim alone, where one
// job in forty was long, let 18 % of the short ones wait behind it.
type Size struct {
	longest time.Duration // service time of late, at least 1 ns; 0: none yet
}

// Observe takes note of a service time.
func (s *Size) Observe(service time.Duration) { s.longest = max(s.longest, service, 1) }

// Next returns how many jobs to claim now, at least 1 and at most as many as most
// says.
func (s *Size) Next(most int) int {
	k := 1
	if 0 < s.longest && s.longest <= ClaimLength/2 {
		k = max(1, min(most, int(ClaimLength/s.longest)))
	}
	s.longest -= s.longest / 8 // forget slowly: where there was a long job, there will be others
	return k
}

// MaxClaim is how many jobs a worker of a batch claims at once, at most.
const MaxClaim = 64 // amortizes a contended atomic add to nothing; more gains nothing

// MaxStreamClaim is the same in a stream: less, because results are handed over after
// the claim.
const MaxStreamClaim = 16
