// Command compare finds the right way to hand jobs to workers, and says how
// sure it is.
//
//	compare --workload skewed
//
// See compare --help, and package cli for running it with strategies of your
// own.
package main

import "github.com/go-foundations/poolbench/bench/cli"

func main() { cli.Main() }
