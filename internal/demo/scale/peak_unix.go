//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakMegabytes is the largest resident size that Terraform or one of the
// processes it waited for, such as the provider, had.
func peakMegabytes(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" { // counts bytes there, kilobytes elsewhere
		return int64(usage.Maxrss) >> 20
	}
	return int64(usage.Maxrss) >> 10
}
