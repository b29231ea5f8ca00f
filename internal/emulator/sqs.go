package emulator

import (
	"crypto/md5" //nolint:gosec // what SQS answers with
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const jsonContentType10 = "application/x-amz-json-1.0"

// sqsService is Amazon SQS. It speaks AWS JSON 1.0 and keeps the error codes of
// the query protocol in a header.
type sqsService struct{ jsonService }

func newSQSService() service {
	s := &sqsService{jsonService{prefix: "sqs", targetPrefix: "AmazonSQS", invalidCode: "InvalidParameterValue", operations: map[string]operation{}}}
	writes(&s.jsonService, "CreateQueue", createQueue)
	writes(&s.jsonService, "DeleteQueue", deleteQueue)
	reads(&s.jsonService, "GetQueueUrl", getQueueURL)
	reads(&s.jsonService, "GetQueueAttributes", getQueueAttributes)
	writes(&s.jsonService, "SetQueueAttributes", setQueueAttributes)
	writes(&s.jsonService, "SendMessage", sendMessage)
	writes(&s.jsonService, "ReceiveMessage", receiveMessage)
	writes(&s.jsonService, "DeleteMessage", deleteMessage)
	return s
}

func (s *sqsService) writeResult(w http.ResponseWriter, _ *call, out any) {
	w.Header().Set("Content-Type", jsonContentType10)
	if out == nil {
		out = struct{}{}
	}
	writeJSON(w, out)
}

// sqsQueryCodes are the codes that the query protocol has for an error.
var sqsQueryCodes = map[string]string{"QueueDoesNotExist": "AWS.SimpleQueueService.NonExistentQueue", "QueueNameExists": "QueueAlreadyExists"}

func (s *sqsService) writeError(w http.ResponseWriter, _ *call, err *apiError) {
	w.Header().Set("Content-Type", jsonContentType10)
	if code, ok := sqsQueryCodes[err.Code]; ok {
		w.Header().Set("X-Amzn-Query-Error", code+";Sender")
	}
	w.WriteHeader(err.status())
	writeJSON(w, map[string]string{"__type": "com.amazonaws.sqs#" + err.Code, "message": err.Message})
}

// sqsState is SQS in one region of one account.
type sqsState struct {
	account, region string
	queues          map[string]*queue
}

// queue is a queue with the messages that nobody deleted.
type queue struct {
	Name, ARN  string
	Attributes map[string]string
	policy     *policyDocument
	Messages   []queueMessage
}

type queueMessage struct {
	ID         string
	Body       string
	Group      string // of a FIFO queue
	Attributes map[string]messageAttribute
	Sent       time.Time
	visible    time.Time // when it can be received again
	receives   int
}

type messageAttribute struct {
	DataType    *string `aws:"required"`
	StringValue *string `json:",omitempty" aws:""`
}

func textAttribute(text string) messageAttribute {
	return messageAttribute{DataType: pointer("String"), StringValue: &text}
}

func (s *sqsState) snapshot() state {
	out := *s
	out.queues = maps.Clone(s.queues)
	return &out
}

func (s *sqsState) count(to *Inventory) { to.Queues += len(s.queues) }

func sqsIn(s *store, account, region string) *sqsState {
	return stateOf(s, stateKey{"sqs", account, region}, func(key stateKey) *sqsState {
		return &sqsState{account: key.account, region: key.region, queues: map[string]*queue{}}
	})
}

// queueAt finds a queue by its ARN; nil if there is none.
func (s *store) queueAt(arn string) *queue {
	parsed, _ := parseARN(arn)
	return sqsIn(s, parsed.account, parsed.region).queues[parsed.resource]
}

// change stores a changed copy of a queue.
func (s *sqsState) change(name string, change func(*queue)) {
	changed := *s.queues[name]
	change(&changed)
	s.queues[name] = &changed
}

func (s *sqsState) url(name string) string {
	return "https://sqs." + s.region + ".amazonaws.com/" + s.account + "/" + name
}

func noSuchQueue() *apiError {
	return failf("QueueDoesNotExist", "The specified queue does not exist.")
}

// queue finds the queue of a URL, which may be in another account.
func (c *call) queue(url *string) (*sqsState, *queue, error) {
	parts := strings.Split(value(url), "/")
	if len(parts) < 2 {
		return nil, nil, noSuchQueue()
	}
	st := sqsIn(c.store, parts[len(parts)-2], c.region)
	q := st.queues[parts[len(parts)-1]]
	if q == nil {
		return nil, nil, noSuchQueue()
	}
	return st, q, nil
}

type queueURLOutput struct {
	QueueURL string `json:"QueueUrl"`
}

type createQueueInput struct {
	QueueName  *string           `aws:"required,len=1..80,re=queueName"`
	Attributes map[string]string `aws:""`
}

// createQueue makes a queue. One of the same name and attributes is not an error.
func createQueue(c *call, in *createQueueInput) (*queueURLOutput, error) {
	name, fifo := *in.QueueName, in.Attributes["FifoQueue"] == "true"
	if strings.HasSuffix(name, ".fifo") != fifo {
		return nil, failf("InvalidParameterValue", "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.")
	}
	st := sqsIn(c.store, c.account, c.region)
	if existing := st.queues[name]; existing != nil {
		for attribute, text := range in.Attributes {
			if existing.Attributes[attribute] != text {
				return nil, failf("QueueNameExists", "A queue already exists with the same name and a different value for attribute %s", attribute)
			}
		}
		return &queueURLOutput{st.url(name)}, nil
	}
	made := &queue{Name: name, ARN: arnOf("sqs", c.region, c.account, name), Attributes: map[string]string{
		"VisibilityTimeout": "30", "SqsManagedSseEnabled": "true", "CreatedTimestamp": strconv.FormatInt(c.now.Unix(), 10),
	}}
	if err := made.set(in.Attributes); err != nil {
		return nil, err
	}
	st.queues[name] = made
	return &queueURLOutput{st.url(name)}, nil
}

// set sets attributes; an empty policy removes it.
func (q *queue) set(attributes map[string]string) error {
	q.Attributes = maps.Clone(q.Attributes)
	for name, text := range attributes {
		if text == "" {
			delete(q.Attributes, name)
			continue
		}
		q.Attributes[name] = text
	}
	q.policy = nil
	if document := q.Attributes["Policy"]; document != "" {
		parsed, err := parseResourcePolicy(document)
		if err != nil {
			return failf("InvalidAttributeValue", "Invalid value for the parameter Policy.")
		}
		q.policy = parsed
	}
	return nil
}

type queueInput struct {
	QueueURL *string `json:"QueueUrl" aws:"required"`
}

func deleteQueue(c *call, in *queueInput) (*nothing, error) {
	st, q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	delete(st.queues, q.Name)
	return &nothing{}, nil
}

type getQueueURLInput struct {
	QueueName              *string `aws:"required"`
	QueueOwnerAWSAccountID *string `json:"QueueOwnerAWSAccountId" aws:"re=account"`
}

func getQueueURL(c *call, in *getQueueURLInput) (*queueURLOutput, error) {
	owner := value(in.QueueOwnerAWSAccountID)
	if owner == "" {
		owner = c.account
	}
	st := sqsIn(c.store, owner, c.region)
	if st.queues[*in.QueueName] == nil {
		return nil, noSuchQueue()
	}
	return &queueURLOutput{st.url(*in.QueueName)}, nil
}

type getQueueAttributesInput struct {
	QueueURL       *string  `json:"QueueUrl" aws:"required"`
	AttributeNames []string `aws:""`
}

type getQueueAttributesOutput struct {
	Attributes map[string]string `json:",omitempty"`
}

func getQueueAttributes(c *call, in *getQueueAttributesInput) (*getQueueAttributesOutput, error) {
	_, q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(q.Attributes)
	all["QueueArn"], all["ApproximateNumberOfMessages"] = q.ARN, strconv.Itoa(len(q.Messages))
	maps.DeleteFunc(all, func(name, _ string) bool {
		return !slices.Contains(in.AttributeNames, name) && !slices.Contains(in.AttributeNames, "All")
	})
	return &getQueueAttributesOutput{all}, nil
}

type setQueueAttributesInput struct {
	QueueURL   *string           `json:"QueueUrl" aws:"required"`
	Attributes map[string]string `aws:"required"`
}

func setQueueAttributes(c *call, in *setQueueAttributesInput) (*nothing, error) {
	st, q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	changed := *q
	if err := changed.set(in.Attributes); err != nil {
		return nil, err
	}
	st.queues[q.Name] = &changed
	return &nothing{}, nil
}

func md5Of(text string) string {
	sum := md5.Sum([]byte(text)) //nolint:gosec // what SQS answers with
	return hex.EncodeToString(sum[:])
}

// put appends a message to a queue.
func (c *call) put(queueARN string, m queueMessage) string {
	arn, _ := parseARN(queueARN)
	m.ID, m.Sent = c.emulator.newUUID(), c.now
	sqsIn(c.store, arn.account, arn.region).change(arn.resource, func(q *queue) { q.Messages = append(slices.Clone(q.Messages), m) })
	return m.ID
}
