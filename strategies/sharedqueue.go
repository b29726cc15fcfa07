package strategies

import "github.com/go-foundations/poolbench/pool"

// SharedQueue is one queue for all workers, first in, first out. In a batch it
// is an atomic index into the jobs, and workers take several at a time while
// jobs are short and many are left: an eighth of their share, 64 at most.
//
// Use it unless you know better: no worker idles while a job waits, and nothing
// is simpler. Its one weakness is contention on the one queue, which shows with
// very short jobs on many processors.
//
// Cost: 72 ns a job in a batch, 210 in a stream (BenchmarkCost, n = 10).
//
// Source: the central queue of M/M/c; the shrinking claims are guided
// self-scheduling (Polychronopoulos and Kuck, IEEE Trans. Computers C-36, 1987)
// with an eighth in place of the whole share, which bounds the harm of long
// jobs that come first.
type SharedQueue = pool.FIFO
