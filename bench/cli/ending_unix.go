//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// endSignals end the command in good order: Ctrl-C, kill, and a terminal that is closed.
var endSignals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// surviveUnread has writing to a pipe without a reader fail, and not end the process.
//
// Note: with signal.Ignore the benchmarks would inherit that.
func surviveUnread() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
