//go:build unix

package terraform

import (
	"os/exec"
	"syscall"
)

// stopCleanly lets the end of the command's context interrupt it. The command
// gets its own process group: a Ctrl-C in the terminal would reach it a
// second time otherwise, and at the second interrupt Terraform gives up its state.
func stopCleanly(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = stopGrace
}
