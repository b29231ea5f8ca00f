package main

import (
	"os"
	"runtime/debug"
	"strings"
	"testing"
)

func TestCollectRarely(t *testing.T) {
	const usual = 100
	defer debug.SetGCPercent(debug.SetGCPercent(usual))
	for gogc, want := range map[string]int{"": 400, "50": usual} {
		t.Setenv("GOGC", gogc)
		collectRarely()
		if got := debug.SetGCPercent(usual); got != want {
			t.Errorf("with GOGC %q: %d, want %d", gogc, got, want)
		}
	}
}

func TestSilenceLogs(t *testing.T) {
	for name, asked := range map[string]string{
		"nobody asked":        "",
		"Terraform's logs":    "TF_LOG",
		"the providers' logs": "TF_LOG_PROVIDER",
		"the SDK's logs":      "TF_LOG_SDK_PROTO",
	} {
		t.Run(name, func(t *testing.T) {
			for _, entry := range os.Environ() {
				if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "TF_LOG") {
					t.Setenv(name, "")
				}
			}
			for _, name := range silenced {
				t.Setenv(name, "")
			}
			if asked != "" {
				t.Setenv(asked, "TRACE")
			}
			if err := silenceLogs(); err != nil {
				t.Fatal(err)
			}
			for _, name := range silenced {
				want := "OFF"
				if asked != "" {
					want = os.Getenv(name)
					if name != asked && want != "" {
						t.Errorf("%s was set to %q", name, want)
					}
				}
				if got := os.Getenv(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
		})
	}
}
