package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// reattach is the environment variable by which Terraform takes a provider that
// is running already.
const reattach = "TF_REATTACH_PROVIDERS"

// server is the provider as a separate process, so that what it costs is told
// from what Terraform costs.
type server struct {
	cmd      *exec.Cmd
	attach   string // the value of reattach
	messages *strings.Builder
	drained  chan error
}

// serve starts the provider the way a debugger does.
func serve(ctx context.Context, binary string, env []string) (*server, error) {
	s := &server{cmd: exec.CommandContext(ctx, binary, "-debug"), messages: &strings.Builder{}, drained: make(chan error, 1)}
	s.cmd.Env, s.cmd.Stderr = env, s.messages
	s.cmd.WaitDelay = time.Second
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, value, found := strings.Cut(lines.Text(), reattach+"="); found {
			s.attach = strings.Trim(value, "'")
			go func() {
				_, err := io.Copy(io.Discard, out)
				s.drained <- err
			}()
			return s, nil
		}
	}
	return nil, fmt.Errorf("the provider said nothing of %s: %w\n%s", reattach, errors.Join(lines.Err(), s.cmd.Wait()), s.messages)
}

// stop ends the provider and answers what it has used.
func (s *server) stop() (usage, error) {
	if s.cmd.Process.Signal(os.Interrupt) != nil { // no such signal on Windows
		if err := s.cmd.Process.Kill(); err != nil {
			return usage{}, err
		}
	}
	err := errors.Join(<-s.drained, s.cmd.Wait())
	if err != nil && s.cmd.ProcessState.Exited() && !s.cmd.ProcessState.Success() {
		return usage{}, fmt.Errorf("the provider: %w\n%s", err, s.messages)
	}
	return usageOf(s.cmd.ProcessState), nil
}

// usage is what a process has used.
type usage struct {
	cpu  time.Duration
	peak int64 // of memory, in megabytes
}

func usageOf(state *os.ProcessState) usage {
	return usage{cpu: state.UserTime() + state.SystemTime(), peak: peakMegabytes(state)}
}
