// Package study asks other questions of a comparison than which contender is best.
//
//  1. [Scale]: how much faster are more workers? Batches run on several worker counts, one
//     worker always among them.
//  2. [Grain]: how small may jobs be before handing them out costs more than they take?
//     Batches of equal jobs run at several sizes, beside plain static slices, which set
//     the best rate there is on this machine.
//
// Each is a value that says what to run and what it shows: Plan returns the comparison,
// Of what a run of it shows, and Answer does both in this process.
//
// Files, in the order of reading: grain.go, scale.go.
package study
