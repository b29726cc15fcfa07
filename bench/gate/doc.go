// Package gate runs the benchmarks of two versions of a module in turns, so that
// what differs between them can be told from what differs between two minutes of
// a machine.
//
//  1. [Open] finds the repository and the commit at which the user's branch left
//     the base, and writes what that commit holds into a scratch folder. The user's
//     own tree, index and branches are left alone, and no hook runs. The folder lies
//     there at the path that the user's tree has, so that relative paths to what is
//     beside the repository mean the same.
//  2. [Repo.Load] lists and compiles the packages that have benchmarks at both
//     versions, and says which are built from the same code. [Side.Link] links one
//     of them, with its functions in an order that a seed draws.
//  3. [Run] runs them in rounds: each round starts one process for the base, one
//     for the head and one more for the base, in random order. The second base is
//     the control: it is the same code, so whatever it shows is not the code.
//  4. Package verdict judges the rounds.
//
// Note: the usual way, all runs of the one and then all of the other, calls the
// same code different in 20 to 60 % of cases where the machine drifts.
package gate
