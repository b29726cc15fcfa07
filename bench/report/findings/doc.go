// Package findings turns the answers of gates, diffs and studies into content.
//
// A comparison of stored runs ([Diffs]), of two outputs of go test -bench ([Outputs]) or of two
// versions of a module ([Gate]) is a [content.Outcome]: one sentence first, then the figures,
// the worst first.
//
// A study of how much faster batches are with more workers ([Scale]), of how small jobs can be
// ([Grain]), or of a metric over workers and loads ([Sweep]) is a [content.Study].
//
// Other packages format it.
//
// Files in reading order: compared.go, diffs.go, outputs.go, gate.go, gate_table.go,
// gate_bench.go; scale.go, sweep.go, grain.go, study.go.
package findings
