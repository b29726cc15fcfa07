//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// endSignals make the command end gracefully: Ctrl-C, kill, and a closed terminal.
var endSignals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// surviveUnread makes writing to a pipe without a reader fail instead of ending the
// process.
//
// Note: signal.Ignore would be inherited by the processes of benchmarks.
func surviveUnread() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
