package theory

import "math"

// The functions of this file are about one worker, Poisson arrivals, and jobs that run in
// slices of equal length: after each, a job comes back behind the jobs that have arrived
// meanwhile. shares are the shares of the jobs of one slice, of two, and so on. They return
// the mean sojourn of each of these kinds, exactly, for slices of any length.

// RoundRobinSojourns returns the mean sojourns where a job that comes back goes to the end
// of the queue. As slices become short they tend to x/(1−ρ) for a job of length x, whatever
// the other lengths are: processor sharing.
//
// With n_j jobs before it that have j slices left, a job waits Σ n_j slices; then there are
// before it those that had more than one left, and those that came meanwhile. What it finds
// when it arrives follows from Little's law.
//
// Source: Wolff, Time sharing with priorities, SIAM J. Applied Mathematics 19, 1970;
// Sakata, Noguchi and Oizumi, Operations Research 19, 1971; the limit: Kleinrock, J. ACM
// 14, 1967.
func RoundRobinSojourns(load float64, shares []float64) []float64 {
	s := newLengths("RoundRobinSojourns", load, shares)
	k := len(shares)
	found := make([]float64, k+1) // by slices left, less one
	rounds := make([]float64, k)  // wait before each slice
	for change := 1.0; change > 1e-13; {
		ahead := append([]float64(nil), found...)
		for r := range rounds {
			rounds[r] = 0
			for _, n := range ahead {
				rounds[r] += n * s.length
			}
			if r == 0 {
				rounds[r] += load * s.length / 2
			}
			for j := range k {
				ahead[j] = ahead[j+1] + load*(rounds[r]+s.length)*shares[j]
				if r == 0 { // the one that ran
					ahead[j] += load * s.length * s.more(j+1)
				}
			}
		}
		change = 0
		for j := range k {
			n := 0.0
			for i := j; i < k; i++ {
				n += load * shares[i] * rounds[i-j]
			}
			change = math.Max(change, math.Abs(n-found[j]))
			found[j] = n
		}
	}
	sojourns := make([]float64, k)
	sum := 0.0
	for i := range sojourns {
		sum += rounds[i] + s.length
		sojourns[i] = sum
	}
	return sojourns
}

// FeedbackSojourns returns the mean sojourns where the job that has come back least often
// is next, the first of these that came. As slices become short it is the least attained
// service.
//
// Before its i-th slice a job waits for what it finds, up to i slices of each job, for its
// own i−1, and for up to i−1 of each job that arrives meanwhile:
//
//	T_i = (Z_i + (i−1)q)/(1−ρ_{i−1}) + q, Z_i = ρ(E[S_i²] + q²·E[(K−i)⁺])/(2(1−ρ_i)),
//
// q being the slice, K a job's slices, S_i = q·min(K, i), and ρ_i = ρ·E[S_i].
//
// Source: Schrage, The queue M/G/1 with feedback to lower priority queues, Management
// Science 13, 1967.
func FeedbackSojourns(load float64, shares []float64) []float64 {
	s := newLengths("FeedbackSojourns", load, shares)
	q := s.length
	upTo := func(i int) (first, second, beyond float64) {
		for k, share := range shares {
			n := float64(min(k+1, i)) * q
			first += share * n
			second += share * n * n
			beyond += share * float64(max(0, k+1-i))
		}
		return load * first, second, beyond
	}
	sojourns := make([]float64, len(shares))
	for i := range sojourns {
		rho, second, beyond := upTo(i + 1)
		less, _, _ := upTo(i)
		found := load * (second + q*q*beyond) / (2 * (1 - rho))
		sojourns[i] = (found+float64(i)*q)/(1-less) + q
	}
	return sojourns
}

// RemainingSojourns returns the mean sojourns where the job with the least slices left is
// next, the first of these that came. As slices become short it is SRPT.
//
// With q the slice, K a job's slices, and ρ_i the load of the jobs of up to i slices, a job
// of i slices first waits for the jobs with no more slices left,
//
//	Z_i = ρ(q²E[K²; K≤i] + q²E[(K−i)⁺] + P(K>i)·(i²q² + 2iq²ρ_i)) / (2(1−ρ_i)),
//
// and for those that arrive meanwhile and have fewer, Z_i/(1−ρ_{i−1}) in all. After its
// k-th slice, with j = i−k left, those that came in that slice and have at most j go before
// it: ρ_j·q/(1−ρ_{j−1}).
//
// Source: as Schrage and Miller, Operations Research 14, 1966, where jobs are interrupted at once.
func RemainingSojourns(load float64, shares []float64) []float64 {
	s := newLengths("RemainingSojourns", load, shares)
	q := s.length
	rho := make([]float64, len(shares)+1)
	for k, share := range shares {
		rho[k+1] = rho[k] + load*share*float64(k+1)*q
	}
	sojourns := make([]float64, len(shares))
	for at := range sojourns {
		i := at + 1
		small, large := 0.0, 0.0
		for k, share := range shares {
			if n := float64(k + 1); k < i {
				small += share * n * n
			} else {
				large += share * (n - float64(i))
			}
		}
		n := float64(i)
		found := load * q * q * (small + large + s.more(i)*(n*n+2*n*rho[i])) / (2 * (1 - rho[i]))
		sojourns[at] = found/(1-rho[i-1]) + n*q
		for j := 1; j < i; j++ {
			sojourns[at] += rho[j] * q / (1 - rho[j-1])
		}
	}
	return sojourns
}

// lengths are those of jobs.
type lengths struct {
	shares []float64
	length float64 // of a slice, in mean services
}

func newLengths(function string, load float64, shares []float64) lengths {
	mustServe(function, 1, load)
	mustShare(function, shares)
	mean := 0.0
	for k, share := range shares {
		mean += share * float64(k+1)
	}
	return lengths{shares, 1 / mean}
}

// more returns the share of the jobs with more than i slices.
func (s lengths) more(i int) float64 {
	sum := 0.0
	for k := i; k < len(s.shares); k++ {
		sum += s.shares[k]
	}
	return sum
}
