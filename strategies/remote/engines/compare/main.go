// Command compare is the compare command with queues between processes in it, and with other
// people's pools: --strategy names those that stand beside the strategies.
//
//	compare --strategy nats,river,asynq,rabbitmq,shared-queue --processes 4 --workers 2 --prefetch 1,8,64,500
//
// And with --agents it has rounds done by other processes of itself:
//
//	compare sweep --agents 4
package main

import (
	"slices"

	"github.com/go-foundations/poolbench/bench/cli"
	"github.com/go-foundations/poolbench/bench/peers"
	"github.com/go-foundations/poolbench/strategies/remote/engines/agents"
	"github.com/go-foundations/poolbench/strategies/remote/engines/contender"
)

func main() {
	contender.WorkIfAsked()
	cli.MainWithFarm(agents.Farm{}, slices.Concat(contender.All(), peers.Contenders()))
}
