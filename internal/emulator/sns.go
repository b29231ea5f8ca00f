package emulator

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// newSNSService makes Amazon SNS: topics with their policies, and subscriptions
// that need no confirmation.
func newSNSService() service {
	s := &queryService{
		prefix: "sns", version: "2010-03-31", namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
		operations: map[string]queryOperation{},
	}
	formWrites(s, "CreateTopic", createTopic)
	formWrites(s, "DeleteTopic", deleteTopic)
	formReads(s, "GetTopicAttributes", getTopicAttributes)
	formWrites(s, "SetTopicAttributes", setTopicAttributes)
	formWrites(s, "Subscribe", subscribe)
	return s
}

// snsState is SNS in one region of one account.
type snsState struct {
	account, region string
	topics          map[string]*topic // by ARN
}

type topic struct {
	Name, ARN     string
	Attributes    map[string]string
	policy        *policyDocument
	Subscriptions []subscription
}

type subscription struct{ ARN, Protocol, Endpoint string }

func (s *snsState) snapshot() state {
	out := *s
	out.topics = maps.Clone(s.topics)
	return &out
}

func (s *snsState) count(to *Inventory) { to.Topics += len(s.topics) }

func snsIn(s *store, account, region string) *snsState {
	return stateOf(s, stateKey{"sns", account, region}, func(key stateKey) *snsState {
		return &snsState{account: key.account, region: key.region, topics: map[string]*topic{}}
	})
}

// topicAt finds a topic by its ARN; nil if there is none.
func (s *store) topicAt(arn string) (*snsState, *topic) {
	parsed, _ := parseARN(arn)
	st := snsIn(s, parsed.account, parsed.region)
	return st, st.topics[arn]
}

func (c *call) topic(arn *string) (*snsState, *topic, error) {
	st, t := c.store.topicAt(value(arn))
	if t == nil {
		err := failf("NotFound", "Topic does not exist")
		err.Status = 404
		return nil, nil, err
	}
	return st, t, nil
}

type createTopicInput struct {
	Name       *string     `aws:"required,re=topicName"`
	Attributes *formValues `aws:""`
}

// formValues are the entries of a map in a form: "Attributes.entry.1.key".
type formValues struct {
	Entry map[string]formEntry `json:"entry" aws:""`
}

type formEntry struct {
	Key   *string `json:"key" aws:"required"`
	Value *string `json:"value" aws:"required"`
}

func (v *formValues) values() map[string]string {
	out := map[string]string{}
	if v == nil {
		return out
	}
	for _, entry := range v.Entry {
		out[*entry.Key] = *entry.Value
	}
	return out
}

type createTopicResult struct {
	XMLName  xml.Name `xml:"CreateTopicResult"`
	TopicArn string
}

// createTopic makes a topic. One of that name is given back as it is.
func createTopic(c *call, in *createTopicInput) (any, error) {
	arn := arnOf("sns", c.region, c.account, *in.Name)
	st, t := c.store.topicAt(arn)
	if t == nil {
		made := &topic{Name: *in.Name, ARN: arn}
		if err := made.set(map[string]string{"Policy": defaultTopicPolicy(arn, c.account), "TopicArn": arn, "Owner": c.account}); err != nil {
			return nil, err
		}
		if err := made.set(in.Attributes.values()); err != nil {
			return nil, err
		}
		st.topics[arn] = made
	}
	return &createTopicResult{TopicArn: arn}, nil
}

// defaultTopicPolicy lets the topic's owner use it, but not EventBridge.
func defaultTopicPolicy(arn, account string) string {
	return fmt.Sprintf(`{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID","Effect":"Allow",`+
		`"Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic",`+
		`"SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":%q,"Condition":{"StringEquals":{"AWS:SourceOwner":%q}}}]}`, arn, account)
}

func (t *topic) set(attributes map[string]string) error {
	t.Attributes = maps.Clone(t.Attributes)
	if t.Attributes == nil {
		t.Attributes = map[string]string{}
	}
	maps.Copy(t.Attributes, attributes)
	parsed, err := parseResourcePolicy(t.Attributes["Policy"])
	if err != nil {
		return failf("InvalidParameter", "Invalid parameter: Policy Error: null")
	}
	t.policy = parsed
	return nil
}

type topicInput struct {
	TopicArn *string `aws:"required"`
}

func deleteTopic(c *call, in *topicInput) (any, error) {
	st, _ := c.store.topicAt(*in.TopicArn)
	delete(st.topics, *in.TopicArn)
	return nil, nil //nolint:nilnil // an answer without a result
}

type topicAttribute struct {
	Key   string `xml:"key"`
	Value string `xml:"value"`
}

type getTopicAttributesResult struct {
	XMLName    xml.Name         `xml:"GetTopicAttributesResult"`
	Attributes []topicAttribute `xml:"Attributes>entry"`
}

func getTopicAttributes(c *call, in *topicInput) (any, error) {
	_, t, err := c.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	out := &getTopicAttributesResult{}
	for _, name := range slices.Sorted(maps.Keys(t.Attributes)) {
		out.Attributes = append(out.Attributes, topicAttribute{name, t.Attributes[name]})
	}
	return out, nil
}

type setTopicAttributesInput struct {
	TopicArn       *string `aws:"required"`
	AttributeName  *string `aws:"required"`
	AttributeValue *string `aws:""`
}

func setTopicAttributes(c *call, in *setTopicAttributesInput) (any, error) {
	st, t, err := c.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	changed := *t
	if err := changed.set(map[string]string{*in.AttributeName: value(in.AttributeValue)}); err != nil {
		return nil, err
	}
	st.topics[t.ARN] = &changed
	return nil, nil //nolint:nilnil // an answer without a result
}

type subscribeInput struct {
	TopicArn *string `aws:"required"`
	Protocol *string `aws:"required,enum=http|sqs"`
	Endpoint *string `aws:"required"`
}

type subscribeResult struct {
	XMLName         xml.Name `xml:"SubscribeResult"`
	SubscriptionArn string
}

func subscribe(c *call, in *subscribeInput) (any, error) {
	st, t, err := c.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	if *in.Protocol == "http" && !isLoopback(*in.Endpoint) {
		return nil, failf("InvalidParameter", "Invalid parameter: Endpoint (the emulator posts to loopback addresses only)")
	}
	made := subscription{ARN: t.ARN + ":" + c.emulator.newUUID(), Protocol: *in.Protocol, Endpoint: *in.Endpoint}
	changed := *t
	changed.Subscriptions = append(slices.Clone(t.Subscriptions), made)
	st.topics[t.ARN] = &changed
	return &subscribeResult{SubscriptionArn: made.ARN}, nil
}

// deliverToTopic publishes what the target gets to a topic.
func deliverToTopic(d *delivery) *deliveryError {
	_, t := d.call.store.topicAt(*d.target.Arn)
	if t == nil {
		return &deliveryError{"NO_RESOURCE", "The topic " + *d.target.Arn + " does not exist."}
	}
	if failure := d.call.mayDeliver(d, "sns:Publish", t.ARN, t.policy); failure != nil {
		return failure
	}
	if key := t.Attributes["KmsMasterKeyId"]; awsManagedKey(key) {
		return &deliveryError{"NO_PERMISSIONS", "EventBridge cannot use the key " + key + "."}
	}
	d.call.publish(t, string(d.payload))
	return nil
}

// publish sends a message to the subscribers of a topic. A subscriber that does
// not get it is no concern of the publisher's.
func (c *call) publish(t *topic, message string) {
	notification, err := json.Marshal(map[string]string{
		"Type": "Notification", "MessageId": c.emulator.newUUID(), "TopicArn": t.ARN, "Message": message,
		"Timestamp": c.now.UTC().Format("2006-01-02T15:04:05.000Z"), "SignatureVersion": "1",
	})
	if err != nil {
		return // a map of strings
	}
	for _, to := range t.Subscriptions {
		switch to.Protocol {
		case "http":
			postToLoopback(to.Endpoint, notification, map[string]string{
				"Content-Type": "text/plain; charset=UTF-8", "X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Topic-Arn": t.ARN,
			})
		case "sqs":
			if q := c.store.queueAt(to.Endpoint); q != nil && q.policy.lets("sns.amazonaws.com", "sqs:SendMessage", q.ARN, t.ARN) {
				c.put(q.ARN, queueMessage{Body: strings.TrimSpace(string(notification))})
			}
		}
	}
}
