package main

import (
	"io"
	"net/http"
	"sync"
)

// stateStore keeps a Terraform state for the backend "http".
type stateStore struct {
	mu    sync.Mutex
	state []byte
}

func (s *stateStore) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()

	switch r.Method {
	case http.MethodGet:
		if s.state == nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write(s.state)
	case http.MethodPost:
		state, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.state = state
	case http.MethodDelete:
		s.state = nil
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func (s *stateStore) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.state)
}
