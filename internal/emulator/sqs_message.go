package emulator

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

type sendMessageInput struct {
	QueueURL          *string                     `json:"QueueUrl" aws:"required"`
	MessageBody       *string                     `aws:"required,len=1..1048576"`
	MessageGroupID    *string                     `json:"MessageGroupId" aws:"len=1..128"`
	MessageAttributes map[string]messageAttribute `aws:""`
}

type sendMessageOutput struct {
	MessageID        string `json:"MessageId"`
	MD5OfMessageBody string
}

func sendMessage(c *call, in *sendMessageInput) (*sendMessageOutput, error) {
	_, q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	if q.isFIFO() && in.MessageGroupID == nil {
		return nil, failf("MissingParameter", "The request must contain the parameter MessageGroupId.")
	}
	id := c.put(q.ARN, queueMessage{Body: *in.MessageBody, Group: value(in.MessageGroupID), Attributes: in.MessageAttributes})
	return &sendMessageOutput{id, md5Of(*in.MessageBody)}, nil
}

func (q *queue) isFIFO() bool { return strings.HasSuffix(q.Name, ".fifo") }

type receiveMessageInput struct {
	QueueURL              *string  `json:"QueueUrl" aws:"required"`
	MaxNumberOfMessages   *int64   `aws:"range=1..10"`
	VisibilityTimeout     *int64   `aws:"range=0..43200"`
	MessageAttributeNames []string `aws:""`
}

type receivedMessage struct {
	MessageID         string `json:"MessageId"`
	ReceiptHandle     string
	Body              string
	MD5OfBody         string
	Attributes        map[string]string
	MessageAttributes map[string]messageAttribute `json:",omitempty"`
}

type receiveMessageOutput struct {
	Messages []receivedMessage `json:",omitempty"`
}

// receiveMessage gives the oldest messages that are visible, and hides them for
// a while. It never waits for more.
func receiveMessage(c *call, in *receiveMessageInput) (*receiveMessageOutput, error) {
	st, q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	hidden, _ := strconv.ParseInt(q.Attributes["VisibilityTimeout"], 10, 64)
	if in.VisibilityTimeout != nil {
		hidden = *in.VisibilityTimeout
	}
	most := 1
	if in.MaxNumberOfMessages != nil {
		most = int(*in.MaxNumberOfMessages)
	}
	out := &receiveMessageOutput{}
	messages := slices.Clone(q.Messages)
	for i, m := range messages {
		if len(out.Messages) == most {
			break
		}
		if c.now.Before(m.visible) {
			continue
		}
		m.visible, m.receives = c.now.Add(time.Duration(hidden)*time.Second), m.receives+1
		messages[i] = m
		out.Messages = append(out.Messages, m.received(in.MessageAttributeNames))
	}
	st.change(q.Name, func(q *queue) { q.Messages = messages })
	return out, nil
}

func (m queueMessage) received(attributes []string) receivedMessage {
	out := receivedMessage{
		MessageID: m.ID, ReceiptHandle: m.ID, Body: m.Body, MD5OfBody: md5Of(m.Body), MessageAttributes: map[string]messageAttribute{},
		Attributes: map[string]string{"SentTimestamp": strconv.FormatInt(m.Sent.UnixMilli(), 10), "ApproximateReceiveCount": strconv.Itoa(m.receives)},
	}
	if m.Group != "" {
		out.Attributes["MessageGroupId"] = m.Group
	}
	for name, attribute := range m.Attributes {
		if slices.Contains(attributes, name) || slices.Contains(attributes, "All") {
			out.MessageAttributes[name] = attribute
		}
	}
	return out
}

type deleteMessageInput struct {
	QueueURL      *string `json:"QueueUrl" aws:"required"`
	ReceiptHandle *string `aws:"required"`
}

func deleteMessage(c *call, in *deleteMessageInput) (*nothing, error) {
	st, q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	st.change(q.Name, func(q *queue) {
		q.Messages = slices.DeleteFunc(slices.Clone(q.Messages), func(m queueMessage) bool { return m.ID == *in.ReceiptHandle })
	})
	return &nothing{}, nil
}

// deliverToQueue sends what the target gets to a queue.
func deliverToQueue(d *delivery) *deliveryError {
	arn := *d.target.Arn
	q := d.call.store.queueAt(arn)
	if q == nil {
		return &deliveryError{"NO_RESOURCE", "The queue " + arn + " does not exist."}
	}
	if failure := d.call.mayDeliver(d, "sqs:SendMessage", arn, q.policy); failure != nil {
		return failure
	}
	if awsManagedKey(q.Attributes["KmsMasterKeyId"]) {
		return &deliveryError{"NO_PERMISSIONS", "EventBridge cannot use the key " + q.Attributes["KmsMasterKeyId"] + "."}
	}
	group := ""
	if d.target.SqsParameters != nil {
		group = value(d.target.SqsParameters.MessageGroupId)
	}
	d.call.put(arn, queueMessage{Body: string(d.payload), Group: group})
	return nil
}

// deadLetter sends an event that a target did not get to the target's queue for
// such events. Failing that, it is lost.
func (d *delivery) deadLetter(failure *deliveryError) {
	arn := d.target.DeadLetterConfig.arn()
	q := d.call.store.queueAt(arn)
	if q == nil || !q.policy.lets(eventsPrincipal, "sqs:SendMessage", arn, d.rule.ARN) {
		return
	}
	d.call.put(arn, queueMessage{Body: string(d.event.json()), Attributes: map[string]messageAttribute{
		"RULE_ARN": textAttribute(d.rule.ARN), "TARGET_ARN": textAttribute(*d.target.Arn),
		"ERROR_CODE": textAttribute(failure.code), "ERROR_MESSAGE": textAttribute(failure.message),
	}})
}
