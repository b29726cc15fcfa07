// Package rounds runs the rounds of a comparison in processes of their own, so that no
// contender lives off the heap or the luck of another, and one that crashes or hangs
// ends a round and not the comparison.
//
// [Comparison.Do] starts a process for each round, collects its trials and adds them to
// a [record.Run], saved round by round. The process calls [Serve], which runs the round
// of a plan and writes what happens to its standard output, one JSON object a line:
// what begins, what it yielded, and in the end that all is done or what stopped it.
// Where nothing comes for [Comparison.Patience], whatever runs is taken to hang. A contender
// that starts a server may take longer: meanwhile the process says so.
//
// Rounds of contenders that neither crash nor hang may instead run in this process
// ([Comparison.Here]), in virtual time, several trials at once.
//
// Or other machines do them ([Comparison.Elsewhere]), several rounds at once:
// there a process is run by [Output]. In virtual time several may share a round, of which
// [Merge] makes one again.
//
// Files, in the order of reading: comparison.go, here.go, elsewhere.go, merge.go, round.go, progress.go, tail.go;
// protocol.go is the other end.
package rounds
