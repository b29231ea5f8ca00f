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
	peak := int64(usage.Maxrss)   //nolint:unconvert // 32 bits wide on some systems
	if runtime.GOOS == "darwin" { // counts bytes there, kilobytes elsewhere
		return peak >> 20
	}
	return peak >> 10
}
