package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

const (
	account   = "123456789012"
	region    = "us-east-1"
	accessKey = "demo"
	secretKey = "demo"
)

// cloud is the emulated AWS as the demo's partner and its spectator see it:
// through the AWS SDK, like anybody else.
type cloud struct {
	events  *eventbridge.Client
	logs    *cloudwatchlogs.Client
	metrics *cloudwatch.Client
	topics  *sns.Client
	clock   *clock
}

func connect(url string, clock *clock) *cloud {
	config := aws.Config{
		Region:       region,
		BaseEndpoint: aws.String(url),
		Credentials:  credentials.NewStaticCredentialsProvider(accessKey, secretKey, ""),
		HTTPClient:   awsclient.PlainBodies(awshttp.NewBuildableClient()),
	}
	return &cloud{
		events: eventbridge.NewFromConfig(config), logs: cloudwatchlogs.NewFromConfig(config), metrics: cloudwatch.NewFromConfig(config),
		topics: sns.NewFromConfig(config), clock: clock,
	}
}

// createSource does what Buildkite does when its notification service is added.
func (c *cloud) createSource(ctx context.Context, name string) error {
	_, err := c.events.CreatePartnerEventSource(ctx, &eventbridge.CreatePartnerEventSourceInput{
		Name: aws.String(name), Account: aws.String(account),
	})
	return err
}

// row is one published event and what became of it.
type row struct {
	Sample     string
	DetailType string
	State      string   // detail.build.state
	Rules      []string // the rules whose pattern the event matches, as AWS judges
	ArrivedIn  []string // the log groups it was found in
}

// publish sends every documented sample of the build and job events as the
// partner would at that time, and looks where each arrived.
func (c *cloud) publish(ctx context.Context, source string, at time.Time) ([]row, error) {
	var rows []row
	c.clock.stop(at)
	events := catalog.Default()
	for _, detailType := range slices.Concat(events.Family("buildkite_build_rule").DetailTypes, events.Family("buildkite_job_rule").DetailTypes) {
		for _, sample := range detailType.Samples {
			row, err := c.publishOne(ctx, source, sample.Name, sample.JSON)
			if err != nil {
				return nil, fmt.Errorf("publishing %s %q: %w", detailType.Name, sample.Name, err)
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

func (c *cloud) publishOne(ctx context.Context, source, sample string, event []byte) (row, error) {
	var envelope struct {
		DetailType string          `json:"detail-type"`
		Detail     json.RawMessage `json:"detail"`
	}
	var detail struct {
		Build struct {
			State string `json:"state"`
		} `json:"build"`
	}
	if err := errors.Join(json.Unmarshal(event, &envelope), json.Unmarshal(envelope.Detail, &detail)); err != nil {
		return row{}, err
	}
	row := row{Sample: sample, DetailType: envelope.DetailType, State: detail.Build.State}
	answer, err := c.events.PutPartnerEvents(ctx, &eventbridge.PutPartnerEventsInput{Entries: []ebtypes.PutPartnerEventsRequestEntry{{
		Source:     aws.String(source),
		DetailType: aws.String(envelope.DetailType),
		Detail:     aws.String(string(envelope.Detail)),
		Time:       aws.Time(c.clock.now()), // CloudWatch takes no point of 2019, when the samples are from
	}}})
	if err != nil {
		return row, err
	}
	if answer.FailedEntryCount > 0 {
		entry := answer.Entries[0]
		return row, fmt.Errorf("%s: %s", aws.ToString(entry.ErrorCode), aws.ToString(entry.ErrorMessage))
	}
	if row.Rules, err = c.selecting(ctx, source, event); err != nil {
		return row, err
	}
	row.ArrivedIn, err = c.groupsWith(ctx, aws.ToString(answer.Entries[0].EventId))
	return row, err
}

// selecting asks EventBridge which rules of the bus the event matches.
func (c *cloud) selecting(ctx context.Context, bus string, event []byte) ([]string, error) {
	rules, err := c.events.ListRules(ctx, &eventbridge.ListRulesInput{EventBusName: aws.String(bus)})
	if err != nil {
		return nil, err
	}
	var selecting []string
	for _, rule := range rules.Rules {
		answer, err := c.events.TestEventPattern(ctx, &eventbridge.TestEventPatternInput{
			EventPattern: rule.EventPattern, Event: aws.String(string(event)),
		})
		if err != nil {
			return nil, err
		}
		if answer.Result {
			selecting = append(selecting, aws.ToString(rule.Name))
		}
	}
	return selecting, nil
}

// groupsWith names the log groups that hold the event of that id.
func (c *cloud) groupsWith(ctx context.Context, eventID string) ([]string, error) {
	groups, err := c.logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{})
	if err != nil {
		return nil, err
	}
	var holding []string
	for _, group := range groups.LogGroups {
		pages := cloudwatchlogs.NewFilterLogEventsPaginator(c.logs, &cloudwatchlogs.FilterLogEventsInput{
			LogGroupName: group.LogGroupName, FilterPattern: aws.String(fmt.Sprintf("%q", eventID)),
		})
		for pages.HasMorePages() {
			events, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			if len(events.Events) > 0 {
				holding = append(holding, aws.ToString(group.LogGroupName))
				break
			}
		}
	}
	return holding, nil
}

// nothingLeft fails with the names of what is still there after the destroy.
// The partner event source is the partner's and stays.
func (c *cloud) nothingLeft(ctx context.Context) error {
	var left []string
	buses, err := c.events.ListEventBuses(ctx, &eventbridge.ListEventBusesInput{})
	if err != nil {
		return err
	}
	for _, bus := range buses.EventBuses {
		if aws.ToString(bus.Name) != "default" {
			left = append(left, "bus "+aws.ToString(bus.Name))
		}
		rules, err := c.events.ListRules(ctx, &eventbridge.ListRulesInput{EventBusName: bus.Name})
		if err != nil {
			return err
		}
		for _, rule := range rules.Rules {
			left = append(left, "rule "+aws.ToString(rule.Name))
		}
	}
	groups, err := c.logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{})
	if err != nil {
		return err
	}
	for _, group := range groups.LogGroups {
		left = append(left, "log group "+aws.ToString(group.LogGroupName))
	}
	policies, err := c.logs.DescribeResourcePolicies(ctx, &cloudwatchlogs.DescribeResourcePoliciesInput{})
	if err != nil {
		return err
	}
	for _, policy := range policies.ResourcePolicies {
		left = append(left, "log resource policy "+aws.ToString(policy.PolicyName))
	}
	if len(left) > 0 {
		return fmt.Errorf("left behind: %s", strings.Join(left, ", "))
	}
	return nil
}
