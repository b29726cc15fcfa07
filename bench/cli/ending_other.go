//go:build !unix

package cli

import (
	"os"
	"syscall"
)

// endSignals end the command in good order.
var endSignals = []os.Signal{os.Interrupt, syscall.SIGTERM}

func surviveUnread() {}
