package awsclient_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// bodyFunc is an HTTP client that answers with an empty object.
type bodyFunc func(body io.ReadCloser)

func (f bodyFunc) Do(req *http.Request) (*http.Response, error) {
	f(req.Body)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}"))}, nil
}

// TestPlainBodies sends a request whose body net/http can only read, to its end even
// after the SDK has closed it.
func TestPlainBodies(t *testing.T) {
	t.Parallel()
	var sent io.ReadCloser
	look := bodyFunc(func(body io.ReadCloser) {
		if _, writes := body.(io.WriterTo); writes {
			t.Error("the body writes itself")
		}
		if text, err := io.ReadAll(body); err != nil || !strings.Contains(string(text), `"Name":"orders"`) {
			t.Errorf("the body is %q, %v", text, err)
		}
		sent = body
	})
	client := eventbridge.New(eventbridge.Options{
		Region: "us-east-1", HTTPClient: awsclient.PlainBodies(look), Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
	})
	if _, err := client.DescribeRule(t.Context(), &eventbridge.DescribeRuleInput{Name: aws.String("orders")}); err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, sent); n != 0 || err != nil {
		t.Errorf("after the call, %d bytes, %v", n, err)
	}
}
