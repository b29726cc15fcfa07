// Package jetstream is an engine on NATS JetStream: [Embedded] in this process, which needs
// nothing else, or a server of one's own by [Connect].
//
// A queue is a stream with one pull consumer, a log is a stream; both have names that begin
// with "poolbench-". In memory they live as long as the server; with [Options.Dir] they
// survive that it is stopped and started again. The server does not wait for the disk on
// every message, so the last moments before a crash or a power failure may be lost.
package jetstream
