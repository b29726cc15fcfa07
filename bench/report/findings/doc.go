// Package findings turns answers other than which contender is best into content.
//
// A comparison with an earlier state, of stored runs ([Diffs]), of two outputs of go test
// -bench ([Outputs]) or of two versions of a module ([Gate]), is a [content.Outcome]: one
// sentence first, then the figures, the worst first.
//
// A study, of how batches become faster with more workers ([Scale]) or of how small jobs
// may be ([Grain]), is a [content.Study].
//
// Other packages format it.
//
// Files in reading order: diffs.go, outputs.go, gate.go, gate_table.go, gate_bench.go;
// scale.go, sweep.go, grain.go, study.go.
package findings
