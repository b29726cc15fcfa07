// Package guard runs the gate on two versions of a repository, as a team's policy says:
// the benchmarks of the work tree against those of the commit where its branch left
// another one. It joins what the packages below keep apart, and can be called from Go
// without a command line.
//
// Files in reading order:
//
//  1. guard.go: [Question] and [Question.Answer]. Package checkout finds and builds both
//     versions, package gate measures and judges them.
//  2. agreed.go: what the policy, a file read by package policy, changes in that, and
//     which of its waivers apply.
//  3. subjects.go: which packages both versions have, and what is reported of the others.
//  4. say.go: what is said meanwhile.
package guard
