// Package contender makes contenders of the engines: the same jobs as for any strategy, but
// published to a queue and done by worker processes of this machine.
//
// The workers of a comparison are those of all processes together, so --workers 8 gives
// nats:processes=4 and nats:workers=2 two workers in each of four processes, and shared-queue
// eight in one, as --processes 4 --workers 2 does. What
// is told of a job is told by two clocks, of which each measures a span of its own: the
// worker's says how long the job took, and the coordinator's when its result came in. So the
// way to the worker and back is wait.
//
// Servers and processes are started before a contender is measured, and stopped after it.
//
// Files, in the order of reading: engines.go; settings.go, contender.go, stream.go, explained.go;
// session.go, worker.go.
package contender
