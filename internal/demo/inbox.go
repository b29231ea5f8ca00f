package demo

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// inbox is a local web server that keeps the texts it gets: as the subscriber of a
// topic, and as a webhook.
type inbox struct {
	URL    string
	server *http.Server

	mu    sync.Mutex
	texts []string
}

// openInbox starts the web server.
func openInbox(ctx context.Context) (*inbox, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	in := &inbox{URL: "http://" + listener.Addr().String()}
	in.server = &http.Server{Handler: in, ReadHeaderTimeout: undoTimeout}
	go func() { _ = in.server.Serve(listener) }() // ends when it is closed
	return in, nil
}

// ServeHTTP keeps what was posted. Of a notification it is the message.
func (in *inbox) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	text := string(body)
	var notification struct{ Message string }
	if r.Header.Get("X-Amz-Sns-Message-Type") != "" && json.Unmarshal(body, &notification) == nil {
		text = notification.Message
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.texts = append(in.texts, r.URL.Path[1:]+": "+text)
}

// received are the texts, each behind the path that it was posted to.
func (in *inbox) received() []string {
	in.mu.Lock()
	defer in.mu.Unlock()
	return slices.Sorted(slices.Values(in.texts))
}

// close stops the web server.
func (in *inbox) close() error { return in.server.Close() }

const topicName = "alerts"

// createTopic makes a topic that EventBridge may publish to, with the inbox as the
// subscriber. Topics are the world outside: hashicorp/aws makes them.
func (c *cloud) createTopic(ctx context.Context, subscriber string) (arn string, err error) {
	out, err := c.topics.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String(topicName)})
	if err != nil {
		return "", err
	}
	arn = aws.ToString(out.TopicArn)
	policy, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{
		"Effect": "Allow", "Principal": map[string]string{"Service": "events.amazonaws.com"}, "Action": "sns:Publish", "Resource": arn,
	}}})
	if err != nil {
		return "", err
	}
	if _, err = c.topics.SetTopicAttributes(ctx, &sns.SetTopicAttributesInput{TopicArn: out.TopicArn, AttributeName: aws.String("Policy"), AttributeValue: aws.String(string(policy))}); err != nil {
		return "", err
	}
	_, err = c.topics.Subscribe(ctx, &sns.SubscribeInput{TopicArn: out.TopicArn, Protocol: aws.String("http"), Endpoint: aws.String(subscriber)})
	return arn, err
}

func (c *cloud) deleteTopic(ctx context.Context, arn string) error {
	_, err := c.topics.DeleteTopic(ctx, &sns.DeleteTopicInput{TopicArn: aws.String(arn)})
	return err
}
