// Package host knows the machine that a run was measured on, and how much other
// programs disturbed it.
//
// [NewWatch] reads the facts when a run begins, [Watch.Probe] measures how far apart two
// processors are, [Watch.Facts] adds what was lost
// to others until it ended, and [Disturbed] turns that into warnings. What the
// machine does not tell stays unknown, and warns of nothing.
//
// Files, in the order of reading: host.go, transfer.go and transfer_GOOS.go,
// disturbed.go.
package host
