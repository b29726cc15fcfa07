// Package findings says what was found by those who do not ask which contender is best.
//
// Something was held against what it was before: stored runs ([Diffs]), two outputs of
// go test -bench ([Outputs]), two versions of a module ([Gate]). Each is a
// [content.Outcome]: one sentence first, then the figures, the worst first.
//
// Or a study was made: how batches become faster with more workers ([Scale]), how small
// jobs may be ([Grain]). Each is a [content.Study].
//
// How it looks is for others to say.
package findings
