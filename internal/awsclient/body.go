package awsclient

import (
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// PlainBodies is the client for requests of the SDK, without the method WriteTo of their
// bodies. As soon as it has the head of an answer, the SDK closes the body of the
// request, whose WriteTo returns io.EOF from then on. net/http may only then look
// whether the body goes on; it takes io.EOF for a failure, and closes the connection
// in the middle of the answer ("use of closed network connection"). A server must be
// quick for that: in tests it was one in some thousand calls.
func PlainBodies(client aws.HTTPClient) aws.HTTPClient { return plainBodies{client} }

type plainBodies struct{ aws.HTTPClient }

// Do sends a request.
func (c plainBodies) Do(req *http.Request) (*http.Response, error) {
	if req.Body != nil && req.Body != http.NoBody {
		req.Body = struct{ io.ReadCloser }{req.Body}
	}
	return c.HTTPClient.Do(req)
}
