package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// summaries is the log group of examples/demo that gets whole summaries.
const summaries = "/devops-agent/summaries"

// investigation is the part of an event of AWS DevOps Agent that the demo reads.
type investigation struct {
	Detail struct {
		Metadata struct {
			Space     string `json:"agent_space_id"`
			Execution string `json:"execution_id"`
		} `json:"metadata"`
		Data struct {
			Record string `json:"summary_record_id"`
		} `json:"data"`
		Summary string `json:"summary"`
	} `json:"detail"`
}

func investigationOf(event string) (i investigation, err error) {
	err = json.Unmarshal([]byte(event), &i)
	return i, err
}

// investigate acts as AWS DevOps Agent: it completes an invented investigation,
// whose summary is in the journal a little later than the event. It shows what
// the webhook and the log group got.
func (c *cloud) investigate(ctx context.Context, say narrator, of *emulator.Emulator, in *inbox) error {
	const detailType = "Investigation Completed"
	event := catalog.Default().DetailType(detailType).Samples[0].JSON
	completed, err := investigationOf(string(event))
	if err != nil {
		return err
	}
	invented, err := investigationOf(string(catalog.Default().DetailType("Investigation Summary").Samples[0].JSON))
	if err != nil {
		return err
	}
	say.step("AWS DevOps Agent completes an invented investigation")
	of.AddJournalRecord(emulator.JournalRecord{
		AgentSpaceID: completed.Detail.Metadata.Space, ExecutionID: completed.Detail.Metadata.Execution, RecordID: completed.Detail.Data.Record,
		RecordType: "investigation_summary_md", Content: invented.Detail.Summary, Late: 1,
	})
	before := in.received()
	if _, err := of.PublishServiceEvent(region, "", event); err != nil {
		return err
	}
	say.line("%s, with summary_record_id %s", detailType, completed.Detail.Data.Record)

	say.step("What the webhook received")
	messages := slices.DeleteFunc(in.received(), func(text string) bool { return slices.Contains(before, text) })
	if len(messages) == 0 {
		return errors.New("no message about the investigation arrived")
	}
	for _, message := range messages {
		say.line("%s", message)
	}
	logged, err := c.logs.FilterLogEvents(ctx, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String(summaries)})
	if err != nil {
		return err
	}
	say.step("The whole summary in %s", summaries)
	for _, one := range logged.Events {
		published, err := investigationOf(aws.ToString(one.Message))
		if err != nil {
			return err
		}
		for line := range strings.Lines(published.Detail.Summary) {
			say.line("%s", strings.TrimSuffix(line, "\n"))
		}
	}
	if len(logged.Events) != 1 {
		return fmt.Errorf("%d summaries are in %s", len(logged.Events), summaries)
	}
	return nil
}
