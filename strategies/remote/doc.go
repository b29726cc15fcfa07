// Package remote is a strategy whose workers are other processes, on this machine or on
// others. An [Engine] stands between them: an existing queue, such as NATS JetStream in
// package jetstream, or package memory for tests.
//
//	             coordinator                engine                 worker processes
//	Execute ── publishes jobs ──────► queue "jobs" ────────► Serve ─► WorkerPool
//	   ▲                                                                  │
//	   └── one Result a job ◄──────── log of the run ◄──── results ◄──────┘
//
// On one side a [Strategy] publishes jobs and sends one Result for each, as every
// [pool.Strategy] does:
//
//	engine, err := jetstream.Embedded(jetstream.Options{})
//	p := pool.New[Image, Thumbnail]().WithStrategy(&remote.Strategy[Image, Thumbnail]{Engine: engine})
//	p.AddJobs(jobs)
//	results, err := p.Run()
//
// On the other, in as many processes as there should be, [Serve] feeds a pool:
//
//	engine, err := jetstream.Connect("nats://HOST:4222", jetstream.Options{})
//	p := pool.New[Image, Thumbnail]().WithProcessor(shrink).WithDiscipline(strategies.Priority{})
//	err = remote.Serve(ctx, engine, p)
//
// How many jobs run at once, retries and time limits are up to the worker's pool; the
// coordinator's processor is not called, and its NumWorkers counts nobody.
//
// # What is promised
//
// Every job gets one Result, from the first worker that reports it. A job runs at least
// once if its run is not given up, and usually once. It runs again if its worker died, or
// was silent for [Engine.AckWait], before the result was stored and the job was acked; all
// results of a job but the first are dropped, and counted ([Stats]).
//
// A worker that dies takes nothing along: its jobs come back when their lease ends. What
// comes back is suspected to have killed the worker, and runs again as the only suspect of
// its process, so that innocent jobs that were there by chance are not blamed with it. One
// that has done so [Server.MaxKills] times gets a Result with [ErrKilledWorkers].
//
// A coordinator that dies takes nothing along if its run has a name, [Strategy.RunID]:
// Execute with the same name and jobs goes on where it was. Results and jobs are as safe as
// the engine keeps them; see there.
//
// A server that loses jobs or results that it had stored takes nothing along if
// [Strategy.Republish] says after how long a silence to look: jobs without a result are then
// published again, and a log that stores nothing is replaced by another one, which workers
// find. Only a coordinator that dies as well needs the first log of its run.
package remote
