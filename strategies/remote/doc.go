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
// The worker's pool decides how many jobs run at once, and has its own retries and time
// limits. The coordinator's processor is never called, and its NumWorkers has no effect.
//
// # What is promised
//
// Every job gets one Result, from the first worker that reports it. A job runs at least
// once if its run is not given up, and usually once. It runs again if its worker died, or
// was silent for [Engine.AckWait], before the result was stored and the job was acked; all
// results of a job but the first are dropped, and counted ([Stats]).
//
// When a worker dies, nothing is lost: its jobs come back when their lease ends. A job that
// comes back is suspected of having killed the worker. It runs again as the only suspect of
// its process, so that innocent jobs that happened to be there are not blamed. A job that has
// killed [Server.MaxKills] workers gets a Result with [ErrKilledWorkers].
//
// When a coordinator dies, nothing is lost if its run has a name, [Strategy.RunID]: Execute
// with the same name and jobs continues where it stopped. Results and jobs are as safe as
// the engine keeps them; see there.
//
// When a server loses jobs or results that it had stored, nothing is lost if
// [Strategy.Republish] says after how long a silence to look: jobs without a result are then
// published again, and a log that stores nothing is replaced by another one, which workers
// find. Only if the coordinator dies as well does it need the first log of its run.
package remote
