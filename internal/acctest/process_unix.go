//go:build unix

package acctest

import (
	"os/exec"
	"syscall"
)

// Kill ends Terraform and the providers it started at once, as kill -9 does,
// and waits until they are gone.
func (w *Workspace) Kill(cmd *exec.Cmd) {
	w.t.Helper()
	// The command leads its own process group; see package terraform.
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); err != nil {
		w.t.Fatalf("killing terraform: %s", err)
	}
	_ = cmd.Wait()
}

// inOwnGroup makes the command lead a process group, all of which ends when its
// context does: a script on PATH may start the real server as a child.
func inOwnGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
