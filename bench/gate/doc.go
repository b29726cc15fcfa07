// Package gate runs the benchmarks of two versions of a module in turns, so that
// what differs between them can be told from what differs between two minutes of
// a machine.
//
//  1. [Open] finds the repository and the commit at which the user's branch left
//     the base, and puts a copy of it into a temporary folder, as a detached work
//     tree. The user's own tree, index and branches are left alone.
//  2. [Repo.Build] builds the test binary of a package at both versions, once.
//  3. [Run] runs them in rounds: each round starts one process for the base, one
//     for the head and one more for the base, in random order. The second base is
//     the control: it is the same code, so whatever it shows is not the code.
//  4. Package verdict judges the rounds.
//
// Note: the usual way, all runs of the one and then all of the other, calls the
// same code different in 20 to 60 % of cases where the machine drifts.
package gate
