// Package agents has the rounds of a comparison done by other processes of the same program,
// on this machine or on others, through NATS JetStream: it is what --agents and the command
// agent of package bench/cli do, in a program that has a [Farm].
//
//	cli.MainWithFarm(agents.Farm{}, peers.Contenders())
//
// A round, or in virtual time a part of one, is a job of a [remote.Strategy], and an agent is a [remote.Server] that does one at a
// time: so one whose agent has died is done by another one. In virtual time it yields the
// same wherever it is done.
package agents
