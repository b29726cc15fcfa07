package pool

// An Idler is a queue that learns which workers are idle. A worker calls Idle with true
// when it has found no job and is about to wait, and with false when it goes on. The calls
// of a worker alternate, and are concurrent with everything else. The worker may find a job
// after all, and not wait.
type Idler interface {
	Idle(worker int, idle bool)
}

// A Relaxed is a queue whose Pop may return 0 although a job waits for the worker, at most
// as often in a row as Relaxed returns. The engine calls Pop again that often before it
// concludes that no job waits. A queue like that which is not a Relaxed may leave a worker
// idle while a job waits, and a run may end with an error that says that jobs were lost.
type Relaxed interface {
	Relaxed() int
}
