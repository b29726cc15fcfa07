// Package jetstream is an engine on NATS JetStream: [Embedded] in this process, which needs
// nothing else, or a server of one's own by [Connect].
//
// A queue is a stream with one pull consumer, a log is a stream; both have names that begin
// with "poolbench-". In memory they live as long as the server; with [Options.Dir] they
// survive its end, also by kill -9, though the last moments before a power failure may be
// lost, since the server does not wait for the disk on every message.
package jetstream
