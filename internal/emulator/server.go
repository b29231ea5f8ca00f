package emulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Server is an [Emulator] that listens.
type Server struct {
	// URL is the endpoint for AWS clients, such as "http://127.0.0.1:4577".
	URL string

	http *http.Server
	done chan error
}

// Start serves the emulator on a free loopback port.
func (e *Emulator) Start() (*Server, error) { return e.StartOn("127.0.0.1:0") }

// StartOn serves the emulator on address, "host:port"; port 0 takes a free one.
func (e *Emulator) StartOn(address string) (*Server, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", address, err)
	}
	s := &Server{
		URL:  "http://" + reachable(listener.Addr()),
		http: &http.Server{Handler: e, ReadHeaderTimeout: 30 * time.Second},
		done: make(chan error, 1),
	}
	go func() { s.done <- s.http.Serve(listener) }()
	return s, nil
}

// reachable is where a client of this machine finds a listener: one that
// listens on all addresses has none of its own.
func reachable(address net.Addr) string {
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return address.String()
}

// Close stops listening and cuts open connections.
func (s *Server) Close() error {
	err := s.http.Close()
	if served := <-s.done; served != nil && !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	s.done <- http.ErrServerClosed // a second Close finds an answer too
	return err
}
