// Package rabbitmq is an engine of package remote on RabbitMQ, of version 3.9 or later, with
// the client github.com/rabbitmq/amqp091-go: quorum queues, logs in streams.
//
// What RabbitMQ does not have is told here:
//
//   - A lease lasts as long as the connection. In a living process the engine ends it after
//     [Options.AckWait]; the jobs of a process that was killed come back at once, those of one
//     that is cut off when the server misses its heartbeats, after about 20 seconds.
//   - The server sends messages ahead, as many as the last Fetches had room for, and one more
//     for each that is acked. Those that nobody fetches go back after [Options.AckWait], and
//     count as delivered once more.
//   - A server that is killed within a second after it made a queue, or its first stream, loses
//     them. So the first log of a server takes three seconds to make, and a queue that is empty
//     and has not answered for a minute is made anew.
//   - A server whose disk was full may answer, and store nothing any more until it is started
//     again. One before version 3.11 that is killed while it begins a stream anew does not open
//     that stream any more (rabbitmq-server, issue 6179). Such a stream cannot be deleted, either: with
//     [remote.Strategy.Republish] a run goes on in another one.
//   - Depth counts as leased what this engine has leased, and not what others have.
//   - A stream discards nothing on request: after Trim, Follow passes over records, which take
//     their place on the disk until Remove. Open and Follow read the log from its beginning.
package rabbitmq
