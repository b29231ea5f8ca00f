package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, "127.0.0.1:0", "111122223333", true, writer)
		_ = writer.Close()
		done <- err
	}()

	lines := bufio.NewReader(reader)
	first, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url := strings.TrimSpace(first[strings.Index(first, "http://"):])
	rest := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(lines)
		rest <- string(text)
	}()

	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader("Action=GetCallerIdentity&Version=2011-06-15"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261120/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=x")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil || response.Body.Close() != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(body), "<Account>111122223333</Account>") {
		t.Errorf("not the account that was asked for: %s", body)
	}

	stop()
	if err := <-done; err != nil {
		t.Errorf("stopping: %v", err)
	}
	if text := <-rest; !strings.Contains(text, "export AWS_ENDPOINT_URL="+url) || !strings.Contains(text, "AWS_DEFAULT_REGION=us-east-1") || !strings.Contains(text, "us-east-1 sts:GetCallerIdentity") || !strings.Contains(text, "Stopped.") {
		t.Errorf("it does not say how to talk to it, what was called, or that it stopped: %s", text)
	}
}

func TestRunWhereSomebodyListens(t *testing.T) {
	t.Parallel()
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := taken.Close(); err != nil {
			t.Error(err)
		}
	}()
	var out bytes.Buffer
	if err := run(t.Context(), taken.Addr().String(), "111122223333", false, &out); err == nil || !strings.Contains(err.Error(), "listening on "+taken.Addr().String()) {
		t.Errorf("want an error that names the address, got %v", err)
	}
}
