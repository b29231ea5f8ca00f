//go:build !unix

package main

import "os"

// peakMegabytes is not known here.
func peakMegabytes(*os.ProcessState) int64 { return 0 }
