package emulator_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

func TestServiceEventOverHTTP(t *testing.T) {
	t.Parallel()
	e := emulator.New()
	server, err := e.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	for _, test := range []struct {
		body, answer string
		status       int
	}{
		{`{"id":"e-1","detail-type":"Investigation Created","source":"aws.aidevops","region":"eu-west-1","detail":{}}`, "e-1", http.StatusOK},
		{`{"id":"e-2","detail-type":"Investigation Created","source":"aws.aidevops","detail":{}}`, "e-2", http.StatusOK},
		{`{"source":"aws.aidevops"}`, "the sample has no detail-type, or no object as detail", http.StatusBadRequest},
		{`no event`, "the body is not an event", http.StatusBadRequest},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/_emulator/service-events", strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || response.StatusCode != test.status || !strings.Contains(string(answer), test.answer) {
			t.Errorf("%s: got %d %s, %v", test.body, response.StatusCode, answer, err)
		}
	}
}
