package acctest

import (
	"context"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// motoStart is how long moto may take until it answers; Python is not fast.
const motoStart = 60 * time.Second

// Moto starts moto's server for the test and ends it with it: a second opinion
// on what AWS does. The test is skipped where moto_server is not on PATH.
func Moto(t testing.TB) *Env {
	t.Helper()
	needTerraform(t)
	path, err := exec.LookPath("moto_server")
	if err != nil {
		t.Skip("SKIP: moto_server is not on PATH")
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	_, port, _ := net.SplitHostPort(address)

	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, path, "-H", "127.0.0.1", "-p", port)
	for _, entry := range userEnviron {
		if !strings.HasPrefix(entry, "AWS_") {
			cmd.Env = append(cmd.Env, entry)
		}
	}
	inOwnGroup(cmd)
	if err := cmd.Start(); err != nil {
		stop()
		t.Fatalf("starting moto_server: %s", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err == nil {
			t.Error("moto_server ended by itself")
		}
	})

	url := "http://" + address
	for started := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if answers(t.Context(), url) {
			return newEnv(t, url)
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("moto_server ended: %v", err)
		default:
		}
		if time.Since(started) > motoStart {
			t.Fatalf("moto_server does not answer on %s after %s", address, motoStart)
		}
	}
}

func answers(ctx context.Context, url string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/moto-api/", http.NoBody)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}
