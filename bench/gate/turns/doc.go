// Package turns measures a benchmark on several programs that are alive at the same time
// and take turns of some milliseconds, so that what a machine does to the one it does to
// the others. The programs are test binaries as go test -c makes them, and know nothing
// of it.
package turns
