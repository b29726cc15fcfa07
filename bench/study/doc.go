// Package study asks questions of a comparison other than which contender is best.
//
//  1. [Scale]: how much faster with more workers? Batches run on several worker counts, one
//     worker always among them.
//  2. [Grain]: how small can jobs be before scheduling costs more than the work? Batches of
//     equal jobs run at several sizes, beside plain static slices, which set the best rate
//     on this machine.
//  3. [Sweep]: how does a metric depend on workers and load? Each strategy runs, in virtual
//     time, on each workload with each number of workers at each load.
//
// Each is a value that says what to run: Plan returns the comparison, Of evaluates a run of
// it, and Answer does both in this process. A tour is a comparison like any other, on small
// batches of every workload.
//
// Files in reading order: grain.go, sweep.go, scale.go, tour.go.
package study
