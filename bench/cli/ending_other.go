//go:build !unix

package cli

import (
	"os"
	"syscall"
)

// endSignals make the command end gracefully.
var endSignals = []os.Signal{os.Interrupt, syscall.SIGTERM}

func surviveUnread() {}
