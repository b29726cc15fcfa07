//go:build !linux

package servers

import "time"

// CPU returns how long the processes of the server have computed. It is false where the system
// does not tell.
func (s *Server) CPU() (time.Duration, bool) { return 0, false }

// CPUOf returns how long the process has computed. It is false where the system does not tell.
func CPUOf(pid int) (time.Duration, bool) { return 0, false }
