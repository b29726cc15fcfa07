package strategies

import "time"

// give sends credit to the broker.
func (q *prefetch) give(c credit) { q.credits.Push(c) }

// advance lets everything happen that happens until now.
func (q *prefetch) advance(now time.Duration) {
	for {
		c, due := q.credits.First()
		due = due && c.at <= now
		p, arrives := q.parcels.First()
		arrives = arrives && p.at <= now && (!due || p.at < c.at)
		first := now
		switch {
		case arrives:
			first = p.at
		case due:
			first = c.at
		}
		if q.leases != nil && q.expire(first, !arrives && !due) {
			continue
		}
		if arrives {
			q.parcels.Pop()
			q.arrive(p.process, p.sent, p.at)
			continue
		}
		if !due {
			break
		}
		q.credits.Pop()
		q.credit(c)
	}
	if q.held != nil && q.waiting > 0 {
		q.sendAll(now)
	}
}

// credit is called when credit has come to the broker.
func (q *prefetch) credit(c credit) {
	p := &q.at[c.process]
	if p.dead {
		return
	}
	p.credit += c.n
	q.send(c.process, c.at, p.credit)
	if p.credit > 0 && !p.queued {
		p.queued = true
		q.roomy.Push(c.process)
	}
}

// arrive is called when a job has come to a process.
func (q *prefetch) arrive(process int, job sent, at time.Duration) {
	p := &q.at[process]
	if p.dead {
		q.lose(job, at)
		return
	}
	p.jobs.Push(job)
	if q.leases != nil {
		q.repeatReady(process, at)
	}
	if p.jobs.Len() == 1 {
		q.ready.Push(process)
	}
}

// longestLocked returns the process that has waited longest for a job.
func (q *prefetch) longestLocked() (process int, ok bool) {
	for {
		process, ok = q.roomy.First()
		if !ok || q.at[process].credit > 0 {
			return process, ok
		}
		q.roomy.Pop()
		q.at[process].queued = false
	}
}

// sendAll has the broker send jobs that are to be sent again or that the inner queue hands out
// now, in turns to all processes that have room. It reports whether there were any.
func (q *prefetch) sendAll(now time.Duration) (any bool) {
	for vain := 0; q.waiting+q.again.Len() > 0 && vain < q.roomy.Len(); vain++ {
		process, ok := q.longestLocked()
		if !ok {
			break
		}
		if q.send(process, now, 1) > 0 {
			any, vain = true, -1
			continue
		}
		q.roomy.Pop()
		q.roomy.Push(process)
	}
	return any
}

// send has the broker send up to n jobs to a process that has credit for them, which is
// then the last to get another one.
func (q *prefetch) send(process int, now time.Duration, n int) int {
	p := &q.at[process]
	taken := 0
	for taken < n && q.sendAgain(process, now) {
		taken++
	}
	if room := min(n-taken, len(q.some)); room > 0 {
		k := q.takeLocked(process, q.some[:room])
		for _, index := range q.some[:k] {
			job := sent{index: index}
			if q.leases != nil {
				job.lease = q.leases.at[index]
			}
			q.outside++
			q.deliver(process, job, now)
		}
		taken += k
	}
	if taken == 0 {
		return 0
	}
	p.credit -= taken
	if first, ok := q.roomy.First(); ok && first == process {
		q.roomy.Pop()
		if p.queued = p.credit > 0; p.queued {
			q.roomy.Push(process)
		}
	}
	return taken
}

// deliver sends one job to a process.
func (q *prefetch) deliver(process int, job sent, now time.Duration) {
	if job.lease != nil {
		q.leases.expiries.Push(expiry{now + q.AckWait + 1, job.lease})
	}
	if q.back == 0 {
		q.arrive(process, job, now)
	} else {
		q.parcels.Push(parcel{now + q.back, process, job})
	}
}
