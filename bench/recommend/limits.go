package recommend

import "time"

// limits are what the jobs of a queue need besides a worker. A job whose key is at its cap
// lets others pass; one that needs more slots than are free does not, or it might never
// start.
type limits struct {
	cap   int     // jobs of one key that may run at once; 0: any number
	keys  []int32 // of each job; -1: none, and no cap
	slots []int32 // that each job takes; nil: one. No job takes more than all workers
}

// String returns the kind of limits.
func (l *limits) String() string {
	switch {
	case l == nil:
		return ""
	case l.slots == nil:
		return "key"
	case l.cap == 0:
		return "slots"
	}
	return "key and slots"
}

// add adds a job from other limits.
func (l *limits) add(of *limits, i int) {
	l.keys = append(l.keys, of.keys[i])
	if of.slots != nil {
		l.slots = append(l.slots, of.slots[i])
	}
}

// slotsOf returns how many of the workers a job takes.
func (l *limits) slotsOf(i int, workers int) int {
	if l == nil || l.slots == nil {
		return 1
	}
	return min(int(l.slots[i]), workers)
}

// A gate knows which jobs are next, in order of arrival as far as the limits allow.
type gate struct {
	limits      *limits         // nil: none
	most        int             // workers that a job may take
	waiting     map[int32][]int // those of a key that are not yet among the ready
	running     map[int32]int   // of a key, or ready
	ready       timed           // without limits unused: then the ready are
	first, next int             // from one job to before another
	wants       int             // workers that the ready take together
}

func newGate(l *limits, most int) *gate {
	return &gate{limits: l, most: most, waiting: make(map[int32][]int), running: make(map[int32]int)}
}

func (g *gate) takes(i int) int { return g.limits.slotsOf(i, g.most) }

// arrive lets the next job in.
func (g *gate) arrive() {
	i := g.next
	g.next++
	if g.limits == nil {
		g.wants++
		return
	}
	key := g.limits.keys[i]
	g.waiting[key] = append(g.waiting[key], i)
	g.admit(key)
}

// admit makes jobs of a key ready while its cap allows.
func (g *gate) admit(key int32) {
	for w := g.waiting[key]; len(w) > 0 && (key < 0 || g.limits.cap == 0 || g.running[key] < g.limits.cap); w = g.waiting[key] {
		g.ready.push(timedJob{job: w[0]}) // they are taken in the order of arrival
		g.wants += g.takes(w[0])
		g.running[key]++
		g.waiting[key] = w[1:]
	}
}

// head returns the job that is to start next.
func (g *gate) head() (i int, ok bool) {
	if g.limits == nil {
		return g.first, g.first < g.next
	}
	if len(g.ready) == 0 {
		return 0, false
	}
	return g.ready[0].job, true
}

// start takes that job.
func (g *gate) start() {
	i, _ := g.head()
	g.wants -= g.takes(i)
	if g.limits == nil {
		g.first++
	} else {
		g.ready.pop()
	}
}

// end says that a job has ended.
func (g *gate) end(i int) {
	if g.limits != nil {
		g.running[g.limits.keys[i]]--
		g.admit(g.limits.keys[i])
	}
}

// runLimited is run with limits: jobs start in order of arrival as far as these allow. It
// calls started in the order of starts.
func (q *queue) runLimited(workers int, started func(i int, at time.Duration) bool) {
	g := newGate(q.limits, workers)
	var ends timed
	free := workers
	for g.next < len(q.arrivals) || len(ends) > 0 {
		now := time.Duration(0)
		switch {
		case len(ends) > 0 && (g.next == len(q.arrivals) || ends[0].at <= q.arrivals[g.next]):
			now = ends[0].at
		default:
			now = q.arrivals[g.next]
		}
		for len(ends) > 0 && ends[0].at <= now {
			i := ends.pop().job
			free += g.takes(i)
			g.end(i)
		}
		for g.next < len(q.arrivals) && q.arrivals[g.next] <= now {
			g.arrive()
		}
		for i, ok := g.head(); ok && free >= g.takes(i); i, ok = g.head() {
			g.start()
			free -= g.takes(i)
			if !started(i, now) {
				return
			}
			ends.push(timedJob{at: later(now, q.services[i]), job: i})
		}
	}
}

// later returns the time a duration later, or the last possible time.
func later(at, by time.Duration) time.Duration {
	if at+by < at {
		return 1<<63 - 1
	}
	return at + by
}

// A timedJob is a job that waits for its turn.
type timedJob struct {
	at  time.Duration
	job int
}

// timed is a heap of jobs, the earliest first.
type timed []timedJob

func (h *timed) push(x timedJob) {
	a := append(*h, x)
	i := len(a) - 1
	for i > 0 && x.before(a[(i-1)/2]) {
		a[i] = a[(i-1)/2]
		i = (i - 1) / 2
	}
	a[i] = x
	*h = a
}

func (h *timed) pop() timedJob {
	a := *h
	first, last := a[0], a[len(a)-1]
	a = a[:len(a)-1]
	hole := 0
	for child := 1; child < len(a); child = 2*hole + 1 {
		if child+1 < len(a) && a[child+1].before(a[child]) {
			child++
		}
		if !a[child].before(last) {
			break
		}
		a[hole] = a[child]
		hole = child
	}
	if len(a) > 0 {
		a[hole] = last
	}
	*h = a
	return first
}

func (x timedJob) before(y timedJob) bool { return x.at < y.at || x.at == y.at && x.job < y.job }
