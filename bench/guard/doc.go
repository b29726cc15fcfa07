// Package guard runs the gate on two versions of a repository, following a team's policy:
// it compares the benchmarks of the working tree with those of the commit where its branch
// left another one. It joins the packages below it, and can be called from Go without a
// command line.
//
// Files in reading order:
//
//  1. words.go: [Words], the values of flags, and which question they ask.
//  2. guard.go: [Question] and [Question.Answer]. Package checkout finds and builds both
//     versions, package gate measures and judges them.
//  3. agreed.go: how the policy, a file read by package policy, changes the options.
//  4. subjects.go: which packages both versions have, and what is reported about the others.
//  5. say.go: messages while it runs.
//  6. stored.go: [Stored] repeats stored runs instead, and compares what does not depend on
//     the machine.
package guard
