package peers_test

import (
	"github.com/go-foundations/poolbench/bench/cli"
	"github.com/go-foundations/poolbench/bench/peers"
)

// The whole compare command with the pools of others in it: call main.
func ExampleContenders() {
	main := func() { cli.Main(peers.Contenders()...) }
	_ = main // it ends the process
}
