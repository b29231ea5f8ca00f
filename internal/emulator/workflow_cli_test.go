package emulator_test

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// The AWS CLI makes roles, a state machine and a metric filter, publishes, reads
// back and cleans up.
func TestAWSCLIOfMetrics(t *testing.T) {
	t.Parallel()
	b := start(t)
	c := newCLI(t, b)
	c.run(t, "iam", "create-role", "--role-name", "executor", "--path", "/m/", "--assume-role-policy-document", trustStates, "--tags", "Key=a,Value=1")
	c.run(t, "iam", "put-role-policy", "--role-name", "executor", "--policy-name", "main", "--policy-document", mayPublish)
	equal(t, "trust", c.query(t, "Role.[Arn,AssumeRolePolicyDocument.Statement[0].Principal.Service,Tags[0].Value]", "iam", "get-role", "--role-name", "executor"),
		"arn:aws:iam::123456789012:role/m/executor states.amazonaws.com 1")
	equal(t, "policy", c.query(t, "PolicyDocument.Statement.Action", "iam", "get-role-policy", "--role-name", "executor", "--policy-name", "main"), "cloudwatch:PutMetricData")
	_, err := c.try(t, "iam", "delete-role", "--role-name", "executor")
	if err == nil || !strings.Contains(err.Error(), "(DeleteConflict) when calling the DeleteRole operation: Cannot delete entity, must delete policies first.") {
		t.Errorf("a role with a policy: %v", err)
	}
	equal(t, "state machine", c.query(t, "stateMachineArn", "stepfunctions", "create-state-machine", "--name", "wait", "--type", "EXPRESS",
		"--role-arn", "arn:aws:iam::123456789012:role/m/executor", "--definition", waitDefinition), machineARN)
	equal(t, "described", c.query(t, "[type,status,loggingConfiguration.level]", "stepfunctions", "describe-state-machine", "--state-machine-arn", machineARN), "EXPRESS ACTIVE OFF")
	c.run(t, "cloudwatch", "put-metric-data", "--namespace", "Buildkite", "--metric-name", "m", "--value", "2", "--unit", "Seconds", "--dimensions", "Pipeline=a")
	equal(t, "metrics", c.query(t, "Metrics[].[MetricName,Dimensions[0].Value]", "cloudwatch", "list-metrics", "--namespace", "Buildkite"), "m a")
	c.run(t, "stepfunctions", "delete-state-machine", "--state-machine-arn", machineARN)
	c.run(t, "iam", "delete-role-policy", "--role-name", "executor", "--policy-name", "main")
	c.run(t, "iam", "delete-role", "--role-name", "executor")
	equal(t, "left behind", b.Inventory(), emulator.Inventory{})
}

const metricsScript = `
import boto3, datetime, json, sys
trust, policy, definition, group, pattern = sys.argv[1:6]
iam, sfn, cw, logs = boto3.client("iam"), boto3.client("stepfunctions"), boto3.client("cloudwatch"), boto3.client("logs")
now = datetime.datetime.now(datetime.timezone.utc)

role = iam.create_role(RoleName="executor", AssumeRolePolicyDocument=trust)["Role"]
assert role["AssumeRolePolicyDocument"] == json.loads(trust), role
iam.put_role_policy(RoleName="executor", PolicyName="main", PolicyDocument=policy)
assert iam.list_role_policies(RoleName="executor")["PolicyNames"] == ["main"]
assert iam.get_role_policy(RoleName="executor", PolicyName="main")["PolicyDocument"] == json.loads(policy)
try:
    iam.create_role(RoleName="executor", AssumeRolePolicyDocument=trust)
    raise SystemExit("a role was made twice")
except iam.exceptions.EntityAlreadyExistsException:
    pass

arn = sfn.create_state_machine(name="wait", definition=definition, roleArn=role["Arn"], type="EXPRESS", tags=[{"key": "a", "value": "b"}])["stateMachineArn"]
assert sfn.describe_state_machine(stateMachineArn=arn)["definition"] == definition
assert sfn.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "a", "value": "b"}]
assert sfn.update_state_machine(stateMachineArn=arn, roleArn=role["Arn"])["revisionId"]
try:
    sfn.create_state_machine(name="wait", definition=definition, roleArn=role["Arn"], type="STANDARD")
    raise SystemExit("a state machine was made twice")
except sfn.exceptions.StateMachineAlreadyExists:
    pass

data = [{"MetricName": "m", "Value": v, "Unit": "Seconds", "Timestamp": now, "Dimensions": [{"Name": "p", "Value": "a"}]} for v in (1, 2.5)]
cw.put_metric_data(Namespace="Buildkite", MetricData=data)
span = {"StartTime": now - datetime.timedelta(hours=1), "EndTime": now + datetime.timedelta(hours=1)}
points = cw.get_metric_statistics(Namespace="Buildkite", MetricName="m", Dimensions=data[0]["Dimensions"], Period=60, Statistics=["Sum", "Maximum"], **span)["Datapoints"]
assert [(p["Sum"], p["Maximum"], p["Unit"]) for p in points] == [(3.5, 2.5, "Seconds")], points
stat = {"Metric": {"Namespace": "Buildkite", "MetricName": "m", "Dimensions": data[0]["Dimensions"]}, "Period": 60, "Stat": "Average"}
results = cw.get_metric_data(MetricDataQueries=[{"Id": "q", "MetricStat": stat}], **span)["MetricDataResults"]
assert results[0]["Values"] == [1.75] and results[0]["StatusCode"] == "Complete", results
try:
    cw.put_metric_data(Namespace="AWS/x", MetricData=data)
    raise SystemExit("a reserved namespace was taken")
except cw.exceptions.InvalidParameterValueException as e:
    assert e.response["Error"]["Code"] == "InvalidParameterValue", e.response

logs.create_log_group(logGroupName=group)
transformation = {"metricName": "n", "metricNamespace": "Buildkite", "metricValue": "1", "dimensions": {"Pipeline": "$.detail.pipeline.slug"}}
logs.put_metric_filter(logGroupName=group, filterName="f", filterPattern=pattern, metricTransformations=[transformation])
logs.create_log_stream(logGroupName=group, logStreamName="s")
message = {"detail-type": "Job Finished", "detail": {"job": {"passed": False}, "pipeline": {"slug": "a"}}}
logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=[{"timestamp": int(now.timestamp() * 1000), "message": json.dumps(message)}])
assert len(cw.list_metrics(MetricName="n")["Metrics"]) == 1
assert logs.describe_metric_filters(logGroupName=group)["metricFilters"][0]["filterPattern"] == pattern
print("fine")
`

func TestBoto3OfMetrics(t *testing.T) {
	t.Parallel()
	b := start(t)
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("SKIP: python3 is not on PATH")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if exec.CommandContext(ctx, python, "-c", "import boto3").Run() != nil { //nolint:gosec // found on PATH
		t.Skip("SKIP: boto3 is not installed for python3")
	}
	command := exec.CommandContext(ctx, python, "-c", metricsScript, trustStates, mayPublish, waitDefinition, groupName, failedJobs) //nolint:gosec // found on PATH
	command.Env = clientEnv(t, b)
	var problems bytes.Buffer
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil || strings.TrimSpace(string(out)) != "fine" {
		t.Fatalf("%v\n%s%s", err, out, problems.String())
	}
}
