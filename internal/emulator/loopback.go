package emulator

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/url"
	"time"
)

// loopbackTimeout bounds a post, as EventBridge and SNS bound theirs.
const loopbackTimeout = 5 * time.Second

// isLoopback reports whether a URL leads to this machine, the only place that
// the emulator sends anything to.
func isLoopback(address string) bool {
	parsed, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(parsed.Hostname())
	return parsed.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// postToLoopback posts to a server of this machine and returns the status of its
// answer, 0 if there is none.
func postToLoopback(address string, body []byte, headers map[string]string) int {
	if !isLoopback(address) {
		return 0
	}
	ctx, cancel := context.WithTimeout(context.Background(), loopbackTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	for name, text := range headers {
		req.Header.Set(name, text)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}
