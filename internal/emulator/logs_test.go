package emulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const kmsKey = "arn:aws:kms:us-east-1:123456789012:key/1"

func (b *bed) group(t *testing.T, name string) logstypes.LogGroup {
	t.Helper()
	out := ok[*cloudwatchlogs.DescribeLogGroupsOutput](t)(b.logs.DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &name}))
	if len(out.LogGroups) != 1 {
		t.Fatalf("%d log groups with the prefix %s", len(out.LogGroups), name)
	}
	return out.LogGroups[0]
}

func TestLogGroupLifecycle(t *testing.T) {
	t.Parallel()
	b := start(t, emulator.WithClock(at(noon)))
	name := aws.String(groupName)
	create := func() error {
		_, err := b.logs.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{
			LogGroupName: name, KmsKeyId: aws.String(kmsKey), LogGroupClass: logstypes.LogGroupClassInfrequentAccess,
			Tags: map[string]string{"a": "1"}, DeletionProtectionEnabled: aws.Bool(true),
		})
		return err
	}
	must(t, 0, create())
	refused(t, create(), "ResourceAlreadyExistsException", "The specified log group already exists")
	group := b.group(t, groupName)
	equal(t, "arn", *group.Arn, groupARN+":*")
	equal(t, "logGroupArn", *group.LogGroupArn, groupARN)
	equal(t, "class", group.LogGroupClass, logstypes.LogGroupClassInfrequentAccess)
	equal(t, "key", *group.KmsKeyId, kmsKey)
	equal(t, "protection", *group.DeletionProtectionEnabled, true)
	equal(t, "creation", *group.CreationTime, at(noon)().UnixMilli())
	if group.RetentionInDays != nil {
		t.Errorf("a new group has a retention: %d", *group.RetentionInDays)
	}

	must(t, 0, lastError(b.logs.PutRetentionPolicy(t.Context(), &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: name, RetentionInDays: aws.Int32(30)})))
	must(t, 0, lastError(b.logs.DisassociateKmsKey(t.Context(), &cloudwatchlogs.DisassociateKmsKeyInput{LogGroupName: name})))
	group = b.group(t, groupName)
	equal(t, "retention", *group.RetentionInDays, 30)
	if group.KmsKeyId != nil {
		t.Errorf("the key is still %s", *group.KmsKeyId)
	}
	must(t, 0, lastError(b.logs.DeleteRetentionPolicy(t.Context(), &cloudwatchlogs.DeleteRetentionPolicyInput{LogGroupName: name})))
	must(t, 0, lastError(b.logs.AssociateKmsKey(t.Context(), &cloudwatchlogs.AssociateKmsKeyInput{ResourceIdentifier: aws.String(groupARN), KmsKeyId: aws.String(kmsKey)})))
	group = b.group(t, groupName)
	equal(t, "key", *group.KmsKeyId, kmsKey)
	if group.RetentionInDays != nil {
		t.Errorf("the retention is still %d", *group.RetentionInDays)
	}

	del := func() error {
		_, err := b.logs.DeleteLogGroup(t.Context(), &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: name})
		return err
	}
	refused(t, del(), "ValidationException")
	must(t, 0, lastError(b.logs.PutLogGroupDeletionProtection(t.Context(), &cloudwatchlogs.PutLogGroupDeletionProtectionInput{
		LogGroupIdentifier: name, DeletionProtectionEnabled: aws.Bool(false),
	})))
	must(t, 0, del())
	refused(t, del(), "ResourceNotFoundException", "The specified log group does not exist.")
}

func TestLogGroupsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.createGroup(t, groupName)
	create := func(name, key string, tags map[string]string) error {
		in := &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &name, Tags: tags}
		if key != "" {
			in.KmsKeyId = &key
		}
		return lastError(b.logs.CreateLogGroup(t.Context(), in))
	}
	refused(t, create("a b", "", nil), "InvalidParameterException",
		`1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+`)
	refused(t, create("aws/x", "", nil), "InvalidParameterException", "Log groups starting with AWS/ are reserved for AWS.")
	refused(t, create("x", "alias/key", nil), "InvalidParameterException")
	refused(t, create("x", "", map[string]string{"aws:x": "y"}), "InvalidParameterException")
	refused(t, create("x", "", map[string]string{"a|b": "y"}), "InvalidParameterException")
	refused(t, lastError(b.logs.PutRetentionPolicy(t.Context(), &cloudwatchlogs.PutRetentionPolicyInput{
		LogGroupName: aws.String(groupName), RetentionInDays: aws.Int32(31),
	})), "InvalidParameterException")
	refused(t, lastError(b.logs.PutRetentionPolicy(t.Context(), &cloudwatchlogs.PutRetentionPolicyInput{
		LogGroupName: aws.String("none"), RetentionInDays: aws.Int32(30),
	})), "ResourceNotFoundException")
	refused(t, lastError(b.logs.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("x"), LogGroupClass: "COLD"})),
		"InvalidParameterException")
	must(t, 0, lastError(b.logs.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("delivery"), LogGroupClass: logstypes.LogGroupClassDelivery})))
	equal(t, "retention of the class DELIVERY", *b.group(t, "delivery").RetentionInDays, 2)
	refused(t, lastError(b.logs.PutRetentionPolicy(t.Context(), &cloudwatchlogs.PutRetentionPolicyInput{
		LogGroupName: aws.String("delivery"), RetentionInDays: aws.Int32(30),
	})), "InvalidParameterException")
}

func TestFindLogGroups(t *testing.T) {
	t.Parallel()
	b := start(t)
	for i := range 55 {
		b.createGroup(t, fmt.Sprintf("/a/%02d", i))
	}
	b.createGroup(t, "/b/DataLogs")
	find := func(in *cloudwatchlogs.DescribeLogGroupsInput) string {
		t.Helper()
		var names []string
		for {
			out := ok[*cloudwatchlogs.DescribeLogGroupsOutput](t)(b.logs.DescribeLogGroups(t.Context(), in))
			for _, g := range out.LogGroups {
				names = append(names, *g.LogGroupName)
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				return fmt.Sprint(len(names), " ", names[0])
			}
			names = append(names, "|")
		}
	}
	equal(t, "all", find(&cloudwatchlogs.DescribeLogGroupsInput{}), "57 /a/00") // with the mark of a second page
	equal(t, "prefix", find(&cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("/a/5")}), "5 /a/50")
	equal(t, "pattern", find(&cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePattern: aws.String("Data")}), "1 /b/DataLogs")
	named := ok[*cloudwatchlogs.DescribeLogGroupsOutput](t)(b.logs.DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePattern: aws.String("Data")}))
	if g := named.LogGroups[0]; g.LogGroupArn != nil || g.StoredBytes != nil || g.LogGroupClass != "" {
		t.Errorf("more than name, time and ARN for a name pattern: %+v", g)
	}
	equal(t, "identifiers", find(&cloudwatchlogs.DescribeLogGroupsInput{LogGroupIdentifiers: []string{"/a/07", "arn:aws:logs:us-east-1:123456789012:log-group:/a/09"}}), "2 /a/07")
	equal(t, "limit", find(&cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("/a/5"), Limit: aws.Int32(2)}), "7 /a/50")
	refused(t, lastError(b.logs.DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{
		LogGroupNamePrefix: aws.String("a"), LogGroupNamePattern: aws.String("a"),
	})), "InvalidParameterException")
	refused(t, lastError(b.logs.DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{NextToken: aws.String("x")})), "InvalidParameterException")
}

func TestLogGroupTags(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.createGroup(t, groupName)
	arn := aws.String(groupARN)
	must(t, 0, lastError(b.logs.TagResource(t.Context(), &cloudwatchlogs.TagResourceInput{ResourceArn: arn, Tags: map[string]string{"a": "1", "b": "2"}})))
	must(t, 0, lastError(b.logs.UntagResource(t.Context(), &cloudwatchlogs.UntagResourceInput{ResourceArn: arn, TagKeys: []string{"a", "none"}})))
	tags := ok[*cloudwatchlogs.ListTagsForResourceOutput](t)(b.logs.ListTagsForResource(t.Context(), &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: arn})).Tags
	equal(t, "tags", fmt.Sprint(tags), "map[b:2]")
	refused(t, lastError(b.logs.ListTagsForResource(t.Context(), &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: aws.String(groupARN + "-none")})), "ResourceNotFoundException")
	refused(t, lastError(b.logs.TagResource(t.Context(), &cloudwatchlogs.TagResourceInput{ResourceArn: arn, Tags: map[string]string{"aws:a": "1"}})), "InvalidParameterException")
	many := map[string]string{}
	for i := range 50 {
		many[fmt.Sprint(i)] = ""
	}
	refused(t, lastError(b.logs.TagResource(t.Context(), &cloudwatchlogs.TagResourceInput{ResourceArn: arn, Tags: many})), "TooManyTagsException")
}

func TestLogStreams(t *testing.T) {
	t.Parallel()
	b := start(t, emulator.WithClock(at(noon)))
	b.createGroup(t, groupName)
	name, stream := aws.String(groupName), aws.String("s")
	create := func() error {
		return lastError(b.logs.CreateLogStream(t.Context(), &cloudwatchlogs.CreateLogStreamInput{LogGroupName: name, LogStreamName: stream}))
	}
	must(t, 0, create())
	refused(t, create(), "ResourceAlreadyExistsException")
	now := at(noon)()
	put := func(offsets ...time.Duration) (*cloudwatchlogs.PutLogEventsOutput, error) {
		var events []logstypes.InputLogEvent
		for i, offset := range offsets {
			events = append(events, logstypes.InputLogEvent{Timestamp: aws.Int64(now.Add(offset).UnixMilli()), Message: aws.String(fmt.Sprint("m", i))})
		}
		return b.logs.PutLogEvents(t.Context(), &cloudwatchlogs.PutLogEventsInput{LogGroupName: name, LogStreamName: stream, LogEvents: events})
	}
	out := ok[*cloudwatchlogs.PutLogEventsOutput](t)(put(-15*24*time.Hour, -time.Hour, 0, 3*time.Hour))
	equal(t, "too old until", *out.RejectedLogEventsInfo.TooOldLogEventEndIndex, 1)
	equal(t, "too new from", *out.RejectedLogEventsInfo.TooNewLogEventStartIndex, 3)
	refused(t, lastError(put(0, -time.Hour)), "InvalidParameterException")

	described := ok[*cloudwatchlogs.DescribeLogStreamsOutput](t)(b.logs.DescribeLogStreams(t.Context(), &cloudwatchlogs.DescribeLogStreamsInput{
		LogGroupName: name, OrderBy: logstypes.OrderByLastEventTime, Descending: aws.Bool(true),
	})).LogStreams[0]
	equal(t, "first event", *described.FirstEventTimestamp, now.Add(-time.Hour).UnixMilli())
	equal(t, "last event", *described.LastEventTimestamp, now.UnixMilli())
	equal(t, "stored bytes", *b.group(t, groupName).StoredBytes, 2*(2+26))
}

func TestReadingLogs(t *testing.T) {
	t.Parallel()
	b := start(t, emulator.WithClock(at(noon)))
	b.createGroup(t, groupName)
	now := at(noon)()
	for _, stream := range []string{"a", "b"} {
		must(t, 0, lastError(b.logs.CreateLogStream(t.Context(), &cloudwatchlogs.CreateLogStreamInput{LogGroupName: aws.String(groupName), LogStreamName: &stream})))
		var events []logstypes.InputLogEvent
		for i := range 5 {
			events = append(events, logstypes.InputLogEvent{
				Timestamp: aws.Int64(now.Add(time.Duration(i) * time.Second).UnixMilli()), Message: aws.String(fmt.Sprintf(`{"n":%d,"s":"%s"}`, i, stream)),
			})
		}
		must(t, 0, lastError(b.logs.PutLogEvents(t.Context(), &cloudwatchlogs.PutLogEventsInput{LogGroupName: aws.String(groupName), LogStreamName: &stream, LogEvents: events})))
	}

	filter := func(in cloudwatchlogs.FilterLogEventsInput) string {
		t.Helper()
		in.LogGroupName = aws.String(groupName)
		text := ""
		for {
			out := ok[*cloudwatchlogs.FilterLogEventsOutput](t)(b.logs.FilterLogEvents(t.Context(), &in))
			for _, e := range out.Events {
				text += *e.LogStreamName + strings.Split(*e.Message, ",")[0][5:] + " "
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				return strings.TrimSpace(text)
			}
			text += "| "
		}
	}
	equal(t, "all", filter(cloudwatchlogs.FilterLogEventsInput{}), "| a0 b0 a1 b1 a2 b2 a3 b3 a4 b4")
	equal(t, "pages", filter(cloudwatchlogs.FilterLogEventsInput{Limit: aws.Int32(4)}), "| a0 b0 a1 b1 | a2 b2 a3 b3 | a4 b4")
	equal(t, "stream", filter(cloudwatchlogs.FilterLogEventsInput{LogStreamNames: []string{"b"}}), "b0 b1 b2 b3 b4")
	equal(t, "prefix", filter(cloudwatchlogs.FilterLogEventsInput{LogStreamNamePrefix: aws.String("a")}), "a0 a1 a2 a3 a4")
	equal(t, "time", filter(cloudwatchlogs.FilterLogEventsInput{
		StartTime: aws.Int64(now.Add(time.Second).UnixMilli()), EndTime: aws.Int64(now.Add(2 * time.Second).UnixMilli()),
	}), "| a1 b1 a2 b2")
	equal(t, "pattern", filter(cloudwatchlogs.FilterLogEventsInput{FilterPattern: aws.String(`{ $.n >= 3 && $.s = "b" }`)}), "| b3 b4")
	refused(t, lastError(b.logs.FilterLogEvents(t.Context(), &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: aws.String(groupName), FilterPattern: aws.String("{ $.n"),
	})), "InvalidParameterException")

	// A megabyte is the most that one answer holds, and at least one event is in it.
	for i, size := range []int{300_000, 300_000, 300_000, 300_000, 1 << 20} {
		message := fmt.Sprintf(`{"n":%d,"s":"%s"}`, i, strings.Repeat("x", size))
		ok[*cloudwatchlogs.PutLogEventsOutput](t)(b.logs.PutLogEvents(t.Context(), &cloudwatchlogs.PutLogEventsInput{
			LogGroupName: aws.String(groupName), LogStreamName: aws.String("b"),
			LogEvents: []logstypes.InputLogEvent{{Message: aws.String(message), Timestamp: aws.Int64(now.Add(time.Minute).UnixMilli() + int64(i))}},
		}))
	}
	equal(t, "large", filter(cloudwatchlogs.FilterLogEventsInput{
		StartTime: aws.Int64(now.Add(time.Minute).UnixMilli()), LogStreamNames: []string{"b"},
	}), "b0 b1 b2 | b3 | b4")
}
