package terraform

import (
	"io"
	"net/http"
	"sync"
	"sync/atomic"
)

// StateStore serves one state, with a lock, to Terraform's backend "http".
type StateStore struct {
	// ReadOnly refuses to write the state.
	ReadOnly atomic.Bool

	mu          sync.Mutex
	state, lock []byte
}

// ServeHTTP reads, writes, locks and unlocks the state.
func (s *StateStore) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
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
		if s.ReadOnly.Load() {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		s.state = body
	case "LOCK":
		if s.lock != nil {
			w.WriteHeader(http.StatusLocked)
			_, _ = w.Write(s.lock)
			return
		}
		s.lock = body
	case "UNLOCK":
		s.lock = nil
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// State is the state as it was written last.
func (s *StateStore) State() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.state)
}
