// Package provider is the provider itself: its configuration and the one list
// of what it offers (offers.go).
//
// It may import every package of the provider except the emulator and what is
// for tests; no other package but main and acctest imports it.
package provider
