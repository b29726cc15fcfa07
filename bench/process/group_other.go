//go:build !unix

package process

import (
	"os/exec"
	"syscall"
)

// OwnGroup does nothing: there are no process groups here.
func OwnGroup(*exec.Cmd) {}

// KillGroup ends the process.
func KillGroup(cmd *exec.Cmd) error {
	if cmd.Process == nil {
		return nil
	}
	return cmd.Process.Kill()
}

// SignalGroup ends the process: it cannot be asked to end.
func SignalGroup(cmd *exec.Cmd, _ syscall.Signal) error { return KillGroup(cmd) }
