// Package turns measures a benchmark of several programs that are alive at the same time
// and take turns of some milliseconds, so that a disturbance of the machine affects all of
// them alike. The programs are ordinary test binaries, as built by go test -c.
//
// Files in reading order: block.go, player_GOOS.go, apart.go, result.go.
package turns
