// Package ci writes what other programs read: GitHub's runner ([Annotations]), CI servers
// ([JUnit]) and benchstat ([Bench]).
package ci
