package awsclient

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
)

// server answers EventBridge's calls by their number, from 1 on.
func server(t *testing.T, answer func(call int32, w http.ResponseWriter)) (url string, calls *atomic.Int32) {
	t.Helper()
	calls = &atomic.Int32{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("X-Amzn-Requestid", fmt.Sprintf("request-%d", calls.Load()+1))
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		answer(calls.Add(1), w)
	}))
	t.Cleanup(s.Close)
	return s.URL, calls
}

func fail(w http.ResponseWriter, status int, code string) {
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"__type":%q,"message":"text of %s"}`, code, code)
}

// client is one as New makes it, with backoffs that tests can wait for.
func client(t *testing.T, url string, change func(*Config)) *Client {
	t.Helper()
	config := Config{
		Region: "eu-central-1", AccessKey: "AKIA", SecretKey: "secret", MaxBackoff: time.Millisecond,
		Endpoints: Endpoints{EventBridge: url, Logs: url, STS: url},
	}
	if change != nil {
		change(&config)
	}
	c, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func putRule(ctx context.Context, c *Client) error {
	_, err := c.EventBridge().PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String("a"), EventPattern: aws.String("{}")})
	return err
}

func TestWhatIsRetried(t *testing.T) {
	t.Parallel()
	for code, test := range map[string]struct {
		status int
		retry  bool
	}{
		"ThrottlingException":             {400, true},
		"TooManyRequestsException":        {429, true},
		"ConcurrentModificationException": {400, true},
		"OperationAbortedException":       {400, true},
		"InternalException":               {500, true},
		"InternalFailure":                 {500, true},
		"ServiceUnavailableException":     {503, true},
		"SomethingNew":                    {502, true},
		"LimitExceededException":          {400, false},
		"ServiceQuotaExceededException":   {400, false},
		"ResourceNotFoundException":       {400, false},
		"AccessDeniedException":           {400, false},
		"ValidationException":             {400, false},
		"ExpiredTokenException":           {400, false},
		"ManagedRuleException":            {400, false},
		"InvalidStateException":           {400, false},
	} {
		for _, mode := range RetryModes() {
			if mode == "adaptive" && !slices.Contains([]string{"ThrottlingException", "LimitExceededException"}, code) {
				continue // it slows down by the clock, for seconds
			}
			t.Run(code+"/"+mode, func(t *testing.T) {
				t.Parallel()
				url, calls := server(t, func(call int32, w http.ResponseWriter) {
					if call < 3 {
						fail(w, test.status, code)
						return
					}
					_, _ = fmt.Fprint(w, `{"RuleArn":"arn"}`)
				})
				err := putRule(t.Context(), client(t, url, func(c *Config) { c.RetryMode = mode }))
				if test.retry && (err != nil || calls.Load() != 3) {
					t.Errorf("%d calls, %v; want it to work the third time", calls.Load(), err)
				}
				if !test.retry && (CodeOf(err) != code || calls.Load() != 1) {
					t.Errorf("%d calls, %v; want the error at once", calls.Load(), err)
				}
			})
		}
	}
}

func TestAttempts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ configured, want int }{{0, defaultMaxAttempts}, {1, 1}, {4, 4}} {
		url, calls := server(t, func(_ int32, w http.ResponseWriter) { fail(w, 400, "ThrottlingException") })
		err := putRule(t.Context(), client(t, url, func(c *Config) { c.MaxAttempts = test.configured }))
		if !IsThrottling(err) || AttemptsOf(err) != test.want || int(calls.Load()) != test.want {
			t.Errorf("%d attempts configured: %d calls, %d attempts, %v", test.configured, calls.Load(), AttemptsOf(err), err)
		}
	}
}

func TestCutConnections(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]func(http.ResponseWriter){
		"before the answer": func(w http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"within the answer": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "100")
			_, _ = fmt.Fprint(w, `{"RuleArn":`)
			panic(http.ErrAbortHandler)
		},
	} {
		url, calls := server(t, func(call int32, w http.ResponseWriter) {
			if call < 3 {
				cut(w)
			}
			_, _ = fmt.Fprint(w, `{"RuleArn":"arn"}`)
		})
		if err := putRule(t.Context(), client(t, url, nil)); err != nil || calls.Load() != 3 {
			t.Errorf("%s: %d calls, %v", name, calls.Load(), err)
		}
	}
}

func TestSilentConnectionIsGivenUp(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	url, calls := server(t, func(call int32, w http.ResponseWriter) {
		if call == 1 {
			<-hang
			return
		}
		_, _ = fmt.Fprint(w, `{"RuleArn":"arn"}`)
	})
	t.Cleanup(func() { close(hang) })
	err := putRule(t.Context(), client(t, url, func(c *Config) { c.AttemptTimeout = 50 * time.Millisecond }))
	if err != nil || calls.Load() != 2 {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
}

func TestDeadlineNamesTheLastAnswer(t *testing.T) {
	t.Parallel()
	for name, hang := range map[string]bool{"while waiting for the next attempt": false, "within an attempt": true} {
		url, _ := server(t, func(call int32, w http.ResponseWriter) {
			if hang && call > 1 {
				time.Sleep(2 * time.Second)
			}
			fail(w, 400, "ConcurrentModificationException")
		})
		ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
		started := time.Now()
		err := putRule(ctx, client(t, url, func(c *Config) {
			c.MaxBackoff = time.Minute
			if hang {
				c.MaxBackoff = time.Millisecond
			}
		}))
		cancel()
		var timeout *TimeoutError
		if !errors.As(err, &timeout) || !IsTimeout(err) || !IsConcurrentModification(err) || RequestIDOf(err) == "" {
			t.Errorf("%s: got %v", name, err)
		}
		if took := time.Since(started); took > 10*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	_ = listener.Close()
	err = putRule(t.Context(), client(t, url, nil))
	if !IsUnanswered(err) || AttemptsOf(err) != maxRefused {
		t.Errorf("%d attempts, %v", AttemptsOf(err), err)
	}
}

func TestHalfOfTheCallsThrottled(t *testing.T) {
	t.Parallel()
	url, _ := server(t, func(call int32, w http.ResponseWriter) {
		if call%2 == 0 {
			fail(w, 400, "ThrottlingException")
			return
		}
		_, _ = fmt.Fprint(w, `{"RuleArn":"arn"}`)
	})
	c := client(t, url, nil)
	parallel(t, 300, 10, func(int) error { return putRule(t.Context(), c) })
}

func TestUnusableClient(t *testing.T) {
	t.Parallel()
	c := Unusable(&UnknownConfigError{Attributes: []string{"region"}})
	var unknown *UnknownConfigError
	if err := putRule(t.Context(), c); !errors.As(err, &unknown) {
		t.Errorf("PutRule: %v", err)
	}
	if _, err := c.Rules().Find(t.Context(), "a", "b"); !errors.As(err, &unknown) {
		t.Errorf("Find: %v", err)
	}
	if _, err := c.LogPolicies().Delivery(t.Context(), group); !errors.As(err, &unknown) {
		t.Errorf("Delivery: %v", err)
	}
	if _, err := c.AccountID(t.Context()); !errors.As(err, &unknown) {
		t.Errorf("AccountID: %v", err)
	}
}

func TestAttemptsAreLoggedWithoutContent(t *testing.T) {
	t.Parallel()
	url, _ := server(t, func(call int32, w http.ResponseWriter) {
		if call == 1 {
			fail(w, 400, "ThrottlingException")
			return
		}
		_, _ = fmt.Fprint(w, `{"RuleArn":"arn"}`)
	})
	var lines []string
	err := putRule(t.Context(), client(t, url, func(c *Config) {
		c.Log = func(_ context.Context, message string, fields map[string]any) {
			delete(fields, "ms")
			lines = append(lines, fmt.Sprint(message, " ", fields))
		}
	}))
	want := []string{
		"AWS request map[attempt:1 code:ThrottlingException operation:PutRule request_id:request-1 service:EventBridge status:400]",
		"AWS request map[attempt:2 operation:PutRule request_id:request-2 service:EventBridge]",
	}
	if err != nil || strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %v\n%s", err, strings.Join(lines, "\n"))
	}
}
