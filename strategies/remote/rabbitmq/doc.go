// Package rabbitmq is an engine of package remote on RabbitMQ, of version 3.9 or later, with
// the client github.com/rabbitmq/amqp091-go: quorum queues, logs in streams.
//
// What RabbitMQ does not have is told here:
//
//   - A lease lasts as long as the connection. In a living process the engine ends it after
//     [Options.AckWait]; the jobs of a process that was killed come back at once, those of one
//     that is cut off when the server misses its heartbeats, after about 20 seconds.
//   - A message that was fetched for a context that has ended by then counts as delivered.
//   - Depth counts as leased what this engine has leased, and not what others have.
//   - A stream discards nothing on request: after Trim, Follow passes over records, which take
//     their place on the disk until Remove. Open and Follow read the log from its beginning.
//   - Each Fetch is a consumer of its own, so that no more than was asked for is leased: three
//     round trips, for as many messages as are sent meanwhile.
package rabbitmq
