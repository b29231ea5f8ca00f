//go:build unix

package main

import (
	"bufio"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSignals ends `make emulator` as a program that started it does, and as a
// terminal that is closed: nobody listens any more.
func TestSignals(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("SKIP: no make on PATH")
	}
	for name, end := range map[string]func(pid int) error{
		"SIGTERM to make":        func(pid int) error { return syscall.Kill(pid, syscall.SIGTERM) },
		"SIGHUP to all":          func(pid int) error { return syscall.Kill(-pid, syscall.SIGHUP) },
		"Ctrl-C in the terminal": func(pid int) error { return syscall.Kill(-pid, syscall.SIGINT) },
	} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), "make", "--no-print-directory", "emulator", "LISTEN=127.0.0.1:0")
			cmd.Dir = filepath.Join("..", "..", "..")
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(out)
			first, err := lines.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			_, address, _ := strings.Cut(strings.TrimSpace(first), "http://")
			for line := ""; err == nil && !strings.HasPrefix(line, "Press Ctrl-C"); { // it has said everything
				line, err = lines.ReadString('\n')
			}
			if err := end(cmd.Process.Pid); err != nil {
				t.Fatal(err)
			}
			ended := make(chan struct{})
			go func() {
				_, _ = io.Copy(io.Discard, lines) // until the last process that may write has ended
				_ = cmd.Wait()
				close(ended)
			}()
			select {
			case <-ended:
			case <-time.After(20 * time.Second):
				t.Error("something still runs")
				_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
			}
			if connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address); err == nil {
				_ = connection.Close()
				t.Errorf("somebody still listens on %s", address)
			}
		})
	}
}
