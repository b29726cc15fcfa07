// Package peers holds other people's pools as contenders: the same jobs, the same
// measuring, the same statistics as for the strategies of this project.
//
// Each is used as its own documentation recommends for a batch of jobs whose results
// are wanted: one file for each library, more than one contender where a library has
// more than one way. All hand back a value and an error for every job, by the library's
// own means where it has them, otherwise by a place for each job. Pools are made and
// closed within the batch, as those of the strategies are.
//
// They are a module of their own, so that whoever imports the pool is not told which
// versions of theirs to use.
//
// To add one here, write a file with its adapters and name them in the list in all.go. A
// module of one's own does the same with package adapter.
package peers
