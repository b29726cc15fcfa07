package pool

// An Idler is a queue that learns which workers are idle. Idle is called by the worker,
// with true when it has found nothing and is about to wait, and with false when it goes
// on: always in turns, and concurrently with everything else. It may find a job after
// all, and not wait.
type Idler interface {
	Idle(worker int, idle bool)
}

// A Relaxed is a queue whose Pop may return 0 although a job waits for the worker, and
// does so at most as often in a row as Relaxed says. The engine asks again as often
// before it believes that nothing waits. Without it a worker may be idle while a job
// waits, and a run may end with an error that says that jobs were lost.
type Relaxed interface {
	Relaxed() int
}
