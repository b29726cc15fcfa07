// Command compare is the compare command with other people's pools in it: --peer names
// those that stand beside the strategies.
//
//	compare --workload tiny-jobs --peer ants,pond,plain
package main

import (
	"github.com/go-foundations/poolbench/bench/cli"
	"github.com/go-foundations/poolbench/bench/peers"
)

func main() { cli.MainWithPeers(peers.Contenders()) }
