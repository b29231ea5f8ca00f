//go:build !unix

package terraform

import "os/exec"

// stopCleanly leaves the command to be killed with its context: there is no
// interrupt to send here.
func stopCleanly(*exec.Cmd) {}
