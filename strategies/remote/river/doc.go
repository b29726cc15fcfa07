// Package river is an engine of package remote on the queue github.com/riverqueue/river:
// [Connect] on Postgres, [Embedded] on a file of SQLite, which needs nothing else and is
// shared by processes of one machine. Logs are two tables beside River's.
//
// What River does not leave to its users stays as it is:
//
//   - A process asks for messages of a queue at most once in a [Options.FetchCooldown], by
//     default 100 ms: so it does prefetch ÷ cooldown jobs a second at most. Here it does fewer
//     than River by itself: a Fetch takes as many as there was room for when it began, though
//     more jobs have ended by the time that River asks.
//   - It hears of a message by a notification, which on SQLite is read every 50 ms. Within a
//     cooldown River sends but one; what is not told of waits for the next
//     [Options.FetchPollInterval], by default a second. So does what was given back, and with
//     [Options.PollOnly] every message.
//   - A job of River's has no lease. [Options.AckWait] ends one in a living process; Extend
//     renews the time at which the job was attempted, from which River's rescuer sees which are
//     stuck. It looks every 30 s, and its scheduler every 5 s: the jobs of a worker that was
//     killed come back up to 36 s after the end of their lease. The clocks of processes and
//     server should agree to a fraction of AckWait.
//   - A message is delivered 32,767 times at most; a process leases at most 10,000 of a queue.
//   - On SQLite messages are stored and acked one by one, as River does it there, and an int has
//     64 bits.
//
// It takes messages only while Fetch asks for them, through a pilot: an interface of River's
// that is not promised to stay, so an update of River wants the tests.
package river
