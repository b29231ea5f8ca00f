package emulator_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestListenOnAllAddresses gives the address at which a client finds it.
func TestListenOnAllAddresses(t *testing.T) {
	t.Parallel()
	server, err := emulator.New().StartOn("0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	if !strings.HasPrefix(server.URL, "http://127.0.0.1:") {
		t.Errorf("no client finds %s", server.URL)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
}
