// Package ci writes what other programs read: GitHub's runner ([Annotations]), CI servers
// ([JUnit]) and benchstat ([Bench]).
//
// Files, in the order of reading: bench.go, github.go, junit.go.
package ci
