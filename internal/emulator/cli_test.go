package emulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// cli runs the AWS CLI against an emulator.
type cli struct {
	path string
	env  []string
}

func newCLI(t *testing.T, b *bed) *cli {
	t.Helper()
	if testing.Short() {
		t.Skip("starting the AWS CLI some thirty times is not short")
	}
	path, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("SKIP: no AWS CLI on PATH, the emulator is not tried with it")
	}
	return &cli{path: path, env: clientEnv(t, b)}
}

// clientEnv is the environment of an AWS client: the machine's own settings and
// files are kept out.
func clientEnv(t *testing.T, b *bed) []string {
	t.Helper()
	var env []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "AWS_") {
			env = append(env, entry)
		}
	}
	nowhere := t.TempDir() + "/none"
	return append(env,
		"AWS_ENDPOINT_URL="+b.url, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_REGION="+region, "AWS_DEFAULT_REGION="+region,
		"AWS_PAGER=", "AWS_MAX_ATTEMPTS=1", "AWS_CONFIG_FILE="+nowhere, "AWS_SHARED_CREDENTIALS_FILE="+nowhere, "AWS_EC2_METADATA_DISABLED=true",
	)
}

func (c *cli) try(t *testing.T, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, c.path, args...)
	command.Env = c.env
	var out, problems bytes.Buffer
	command.Stdout, command.Stderr = &out, &problems
	if err := command.Run(); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return "", errors.New(strings.TrimSpace(problems.String()))
	}
	return out.String(), nil
}

// run runs a command that must succeed and answer with JSON or nothing.
func (c *cli) run(t *testing.T, args ...string) {
	t.Helper()
	text, err := c.try(t, append(args, "--output", "json")...)
	if err != nil {
		t.Fatalf("aws %s: %v", strings.Join(args, " "), err)
	}
	if text = strings.TrimSpace(text); text != "" && !json.Valid([]byte(text)) {
		t.Fatalf("aws %s: not JSON: %s", strings.Join(args, " "), text)
	}
}

// query runs a command and gives one value of its answer, as the CLI's --query finds it.
func (c *cli) query(t *testing.T, query string, args ...string) string {
	t.Helper()
	text, err := c.try(t, append(args, "--query", query, "--output", "text")...)
	if err != nil {
		t.Fatalf("aws %s: %v", strings.Join(args, " "), err)
	}
	return strings.Join(strings.Fields(text), " ")
}

// The AWS CLI goes the whole way, as partner and as customer: what it writes is
// what it reads back, and what the partner publishes arrives.
func TestAWSCLI(t *testing.T) {
	t.Parallel()
	b := start(t)
	c := newCLI(t, b)
	busARN := "arn:aws:events:us-east-1:123456789012:event-bus/" + sourceName
	ruleARN := "arn:aws:events:us-east-1:123456789012:rule/" + sourceName + "/failed"

	equal(t, "account", c.query(t, "Account", "sts", "get-caller-identity"), account)
	c.run(t, "events", "create-partner-event-source", "--name", sourceName, "--account", account)
	equal(t, "sources", c.query(t, "EventSources[].[Name,State]", "events", "list-event-sources", "--name-prefix", "aws.partner/buildkite.com"), sourceName+" PENDING")
	c.run(t, "events", "create-event-bus", "--name", sourceName, "--event-source-name", sourceName, "--description", "d", "--tags", "Key=a,Value=1")
	equal(t, "state", c.query(t, "State", "events", "describe-event-source", "--name", sourceName), "ACTIVE")
	c.run(t, "events", "update-event-bus", "--name", sourceName, "--description", "", "--log-config", "Level=ERROR,IncludeDetail=NONE")
	equal(t, "bus", c.query(t, "[Arn,Description,LogConfig.Level]", "events", "describe-event-bus", "--name", busARN), busARN+" None ERROR")

	c.run(t, "events", "put-rule", "--name", "failed", "--event-bus-name", sourceName, "--event-pattern", `{"detail":{"build":{"state":["failed"]}}}`, "--state", "ENABLED")
	equal(t, "rules", c.query(t, "Rules[].[Name,State,Arn]", "events", "list-rules", "--event-bus-name", sourceName), "failed ENABLED "+ruleARN)
	c.run(t, "events", "tag-resource", "--resource-arn", ruleARN, "--tags", "Key=team,Value=ci")
	equal(t, "tags", c.query(t, "Tags[].[Key,Value]", "events", "list-tags-for-resource", "--resource-arn", ruleARN), "team ci")

	c.run(t, "logs", "create-log-group", "--log-group-name", groupName, "--tags", "a=b")
	c.run(t, "logs", "put-retention-policy", "--log-group-name", groupName, "--retention-in-days", "14")
	equal(t, "group", c.query(t, "logGroups[].[logGroupName,retentionInDays,arn]", "logs", "describe-log-groups", "--log-group-name-prefix", "/aws/events"),
		groupName+" 14 "+groupARN+":*")
	equal(t, "tags", c.query(t, "tags.a", "logs", "list-tags-for-resource", "--resource-arn", groupARN), "b")
	revision := c.query(t, "revisionId", "logs", "put-resource-policy", "--resource-arn", groupARN, "--policy-document", writePolicy)
	equal(t, "policies", c.query(t, "resourcePolicies[].[policyScope,revisionId]", "logs", "describe-resource-policies", "--resource-arn", groupARN), "RESOURCE "+revision)
	equal(t, "failed entries", c.query(t, "FailedEntryCount", "events", "put-targets", "--rule", "failed", "--event-bus-name", sourceName,
		"--targets", "Id=logs,Arn="+groupARN), "0")

	equal(t, "failed entries", c.query(t, "FailedEntryCount", "events", "put-partner-events", "--entries",
		`[{"Source":"`+sourceName+`","DetailType":"Build Finished","Time":"2026-01-02T03:04:05Z","Detail":"{\"build\":{\"state\":\"failed\"}}"},
		  {"Source":"`+sourceName+`","DetailType":"Build Finished","Detail":"{\"build\":{\"state\":\"passed\"}}"}]`), "0")
	var message struct {
		Time       string
		DetailType string `json:"detail-type"`
	}
	text := c.query(t, "events[].message", "logs", "filter-log-events", "--log-group-name", groupName, "--filter-pattern", `{ $.detail.build.state = "failed" }`)
	if err := json.Unmarshal([]byte(text), &message); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	equal(t, "time", message.Time, "2026-01-02T03:04:05Z")
	equal(t, "detail-type", message.DetailType, "Build Finished")

	_, err := c.try(t, "events", "delete-event-bus", "--name", sourceName)
	if err == nil || !strings.Contains(err.Error(), "(ValidationException) when calling the DeleteEventBus operation: EventBus can't be deleted since it has rules.") {
		t.Errorf("a bus with rules: %v", err)
	}
	c.run(t, "events", "remove-targets", "--rule", "failed", "--event-bus-name", sourceName, "--ids", "logs")
	c.run(t, "events", "delete-rule", "--name", "failed", "--event-bus-name", sourceName)
	c.run(t, "events", "delete-event-bus", "--name", sourceName)
	c.run(t, "logs", "delete-resource-policy", "--resource-arn", groupARN, "--expected-revision-id", revision)
	c.run(t, "logs", "delete-log-group", "--log-group-name", groupName)
	if left := b.Inventory(); !left.IsEmpty() {
		t.Errorf("left behind: %+v", left)
	}
}

const boto3Script = `
import boto3, json, sys
source, account, group_arn, group, policy = sys.argv[1:6]
events, logs, sts = boto3.client("events"), boto3.client("logs"), boto3.client("sts")
assert sts.get_caller_identity()["Account"] == account
role = sts.assume_role(RoleArn="arn:aws:iam::999988887777:role/r", RoleSessionName="me")
assert role["AssumedRoleUser"]["Arn"].endswith("assumed-role/r/me"), role

events.create_partner_event_source(Name=source, Account=account)
assert events.describe_event_source(Name=source)["State"] == "PENDING"
events.create_event_bus(Name=source, EventSourceName=source)
for i in range(120):
    events.put_rule(Name="r%03d" % i, EventBusName=source, EventPattern=json.dumps({"detail-type": ["t%d" % i]}))
names = [r["Name"] for page in events.get_paginator("list_rules").paginate(EventBusName=source) for r in page["Rules"]]
assert len(names) == 120 and names == sorted(names), names

logs.create_log_group(logGroupName=group)
logs.put_resource_policy(policyName="p", policyDocument=policy)
out = events.put_targets(Rule="r007", EventBusName=source, Targets=[{
    "Id": "logs", "Arn": group_arn, "RetryPolicy": {"MaximumRetryAttempts": 0},
    "InputTransformer": {"InputPathsMap": {"t": "$.time", "m": "$.detail-type"}, "InputTemplate": '{"timestamp": <t>, "message": <m>}'},
}])
assert out["FailedEntryCount"] == 0, out
target = events.list_targets_by_rule(Rule="r007", EventBusName=source)["Targets"][0]
assert target["RetryPolicy"] == {"MaximumRetryAttempts": 0}, target
out = events.put_partner_events(Entries=[{"Source": source, "DetailType": "t7", "Detail": "{}"}])
assert out["FailedEntryCount"] == 0, out
found = logs.filter_log_events(logGroupName=group)["events"]
assert [e["message"] for e in found] == ["t7"], found

try:
    events.describe_rule(Name="none", EventBusName=source)
    raise SystemExit("a rule that is not there was described")
except events.exceptions.ResourceNotFoundException as e:
    assert e.response["ResponseMetadata"]["RequestId"], e.response
try:
    events.put_rule(Name="bad", EventPattern="{")
    raise SystemExit("a broken pattern was taken")
except events.exceptions.InvalidEventPatternException as e:
    assert "Event pattern is not valid" in str(e), e
try:
    logs.create_log_group(logGroupName=group)
    raise SystemExit("a group was made twice")
except logs.exceptions.ResourceAlreadyExistsException:
    pass
print("fine")
`

// boto3 sends what it sends, and understands the answers, errors and pages included.
func TestBoto3(t *testing.T) {
	t.Parallel()
	if exec.Command("python3", "-c", "import boto3").Run() != nil {
		t.Skip("SKIP: no python3 with boto3, the emulator is not tried with it")
	}
	b := start(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "python3", "-c", boto3Script, sourceName, account, groupARN, groupName, writePolicy)
	command.Env = clientEnv(t, b)
	out, err := command.CombinedOutput()
	if err != nil || !strings.HasSuffix(strings.TrimSpace(string(out)), "fine") {
		t.Errorf("%v: %s", err, out)
	}
}
