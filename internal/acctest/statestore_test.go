package acctest

import (
	"io"
	"net/http"
	"sync"
)

// stateStore is Terraform's HTTP backend for one state, with a lock. It can
// refuse to write.
type stateStore struct {
	mu      sync.Mutex
	state   []byte
	lock    []byte
	refuses bool
}

// ServeHTTP reads, writes, locks and unlocks the state.
func (s *stateStore) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch req.Method {
	case http.MethodGet:
		if s.state == nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write(s.state)
	case http.MethodPost:
		if s.refuses {
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

// unlock is what `terraform force-unlock` does after a killed run.
func (s *stateStore) unlock() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lock = nil
}

func (s *stateStore) refuse(writes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuses = writes
}

// text is the state as it was written last.
func (s *stateStore) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.state)
}
