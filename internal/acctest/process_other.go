//go:build !unix

package acctest

import "os/exec"

// Kill ends Terraform at once and waits until it is gone.
func (w *Workspace) Kill(cmd *exec.Cmd) {
	w.t.Helper()
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

func inOwnGroup(*exec.Cmd) {}
