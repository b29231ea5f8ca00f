package main

import (
	"os"
	"runtime/debug"
	"strings"
)

// collectRarely makes Go collect the provider's garbage less often, unless GOGC
// says how often. A provider holds some 10 MB for the time of one command, and a
// third of its time went into collecting.
func collectRarely() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// silenced are the variables that set the levels of the logs which the plugin
// SDK and this provider write (terraform-plugin-log, terraform-plugin-go and
// terraform-plugin-framework).
var silenced = []string{"TF_LOG_SDK", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_SDK_PROTO", "TF_LOG_PROVIDER_EVENTBRIDGE"}

// silenceLogs turns the logs off where nobody asked for any. The SDK writes
// every trace line as JSON by default, and Terraform reads each to drop it:
// with hundreds of resources that was more than a third of the provider's time.
func silenceLogs() error {
	for _, entry := range os.Environ() {
		if name, value, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "TF_LOG") && value != "" {
			return nil
		}
	}
	for _, name := range silenced {
		if err := os.Setenv(name, "OFF"); err != nil {
			return err
		}
	}
	return nil
}
