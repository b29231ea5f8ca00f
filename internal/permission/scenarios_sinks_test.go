package permission_test

import (
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/journal"
	metrics "github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

const (
	logGroup     = "eventbridge_log_group"
	logMetric    = "eventbridge_log_metric"
	logsQuery    = "eventbridge_logs_query"
	dashboard    = "eventbridge_dashboard"
	metric       = "eventbridge_metric"
	logTarget    = "eventbridge_log_target"
	metricTarget = "eventbridge_metric_target"
	anyTarget    = "eventbridge_target"

	keyARN    = "arn:aws:kms:us-east-1:" + account + ":key/1234abcd-12ab-34cd-56ef-1234567890ab"
	otherKey  = "arn:aws:kms:us-east-1:" + account + ":key/2234abcd-12ab-34cd-56ef-1234567890ab"
	boundary  = "arn:aws:iam::aws:policy/AdministratorAccess"
	boundary2 = "arn:aws:iam::aws:policy/PowerUserAccess"
)

// errAnswered reports a call whose answer was to be lost.
var errAnswered = errors.New("the answer came")

func withGroup(s *stage) {
	byHand(s, s.logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(groupName)})
}

// withFilter is withGroup, and a metric filter of it.
func withFilter(s *stage) {
	withGroup(s)
	byHand(s, s.logs.PutMetricFilter, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String(groupName), FilterName: aws.String("failed"), FilterPattern: aws.String(`{ $.detail-type = "Job Finished" }`),
		MetricTransformations: []logstypes.MetricTransformation{{
			MetricName: aws.String("FailedJobs"), MetricNamespace: aws.String("Buildkite"), MetricValue: aws.String("1"), Unit: logstypes.StandardUnitCount,
		}},
	})
}

func withQuery(s *stage) {
	byHand(s, s.logs.PutQueryDefinition, &cloudwatchlogs.PutQueryDefinitionInput{Name: aws.String("failed"), QueryString: aws.String("limit 1")})
}

func withDashboard(s *stage) {
	byHand(s, s.cloudwatch.PutDashboard, &cloudwatch.PutDashboardInput{DashboardName: aws.String("builds"), DashboardBody: aws.String(`{"widgets": []}`)})
}

// withDelivery is withGroup, and EventBridge may write to it.
func withDelivery(s *stage) {
	withGroup(s)
	byHand(s, s.logs.PutResourcePolicy, &cloudwatchlogs.PutResourcePolicyInput{ResourceArn: aws.String(groupARN), PolicyDocument: aws.String(exact.Fill(string(runtimeOf("delivery").Policy)))})
}

// runtimeOf is the shown policy of that name.
func runtimeOf(name string) permission.Runtime {
	all := permission.Default().Runtime
	return all[slices.IndexFunc(all, func(r permission.Runtime) bool { return r.Name == name })]
}

// withRoles has roles for a metric.
func withRoles(s *stage) { makeRoles(s, machine+"-given-", "execution", "p") }

// makeRoles creates both roles of a state machine, each with one policy of that
// name. execution names the permissions of the first.
func makeRoles(s *stage, prefix, execution, policy string) {
	for kind, name := range map[string]string{"execution": execution, "invocation": "invocation"} {
		runtime := runtimeOf(name)
		byHand(s, s.iam.CreateRole, &iam.CreateRoleInput{RoleName: aws.String(prefix + kind), AssumeRolePolicyDocument: aws.String(exact.Fill(string(runtime.Trust)))})
		byHand(s, s.iam.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: aws.String(prefix + kind), PolicyName: aws.String(policy), PolicyDocument: aws.String(exact.Fill(string(runtime.Policy)))})
	}
}

// withOwnMetric is a metric with its roles, as the provider creates it.
func withOwnMetric(s *stage) {
	const prefix = machine + "-us-east-1-"
	makeRoles(s, prefix, "execution", "eventbridge-metric")
	preset, _ := metrics.PresetOf("buildkite_job_wait")
	makeMachine(s, prefix, preset.Definition(catalog.Default(), "aws"))
}

// withOwnSummary is a summary with its roles, as the provider creates it.
func withOwnSummary(s *stage) {
	const prefix = machine + "-us-east-1-"
	makeRoles(s, prefix, "summary", "eventbridge-devops-agent-summary")
	makeMachine(s, prefix, journal.Spec{Bus: "default", Source: "devops-agent.summary"}.Definition("aws"))
}

func makeMachine(s *stage, rolePrefix, definition string) {
	byHand(s, s.states.CreateStateMachine, &sfn.CreateStateMachineInput{
		Name: aws.String(machine), Type: "EXPRESS", RoleArn: aws.String("arn:aws:iam::" + account + ":role/" + rolePrefix + "execution"), Definition: aws.String(definition),
	})
}

func givenRole(kind string) string {
	return "arn:aws:iam::" + account + ":role/" + machine + "-given-" + kind
}

var (
	group      = config{"name": groupName, "resource_policy": "none", "force_destroy": true}
	waiting    = config{"name": machine, "preset": "buildkite_job_wait"}
	given      = waiting.with(config{"execution_role_arn": givenRole("execution"), "invocation_role_arn": givenRole("invocation")})
	failedJobs = config{"log_group_name": groupName, "name": "failed", "namespace": "CI", "metric_name": "Failed", "detail_types": []string{"Job Finished"}, "count_events": true}
)

var groupScenarios = []scenario{
	{
		name: "exists, no policy", kind: permission.KindResource, object: logGroup, prepare: withGroup,
		run: life(logGroup, "", config{"name": groupName, "create_log_group": false, "resource_policy": "none"}),
	},
	{
		name: "exists", kind: permission.KindResource, object: logGroup, features: []string{"policy"}, prepare: withGroup,
		run: life(logGroup, "", config{"name": groupName, "create_log_group": false}, config{"name": groupName, "create_log_group": false, "resource_policy": "account"},
			config{"name": groupName, "create_log_group": false, "resource_policy": "none"}, config{"name": groupName, "create_log_group": false}),
	},
	{
		name: "life", kind: permission.KindResource, object: logGroup, features: []string{"managed"},
		run: life(logGroup, "", group),
	},
	{
		name: "policy", kind: permission.KindResource, object: logGroup, features: []string{"managed", "policy"},
		run: life(logGroup, "", group.with(config{"resource_policy": "account"}), group.with(config{"resource_policy": "log_group"})),
	},
	{
		name: "events kept", kind: permission.KindResource, object: logGroup, features: []string{"managed", "kept_events"},
		run: func(s *stage) error {
			made, err := s.create(logGroup, group.with(config{"force_destroy": false}))
			if err != nil {
				return err
			}
			byHand(s, s.logs.CreateLogStream, &cloudwatchlogs.CreateLogStreamInput{LogGroupName: aws.String(groupName), LogStreamName: aws.String("empty")})
			return made.destroy()
		},
	},
	{
		name: "protection", kind: permission.KindResource, object: logGroup, features: []string{"managed", "protection"},
		run: life(logGroup, "", group.with(config{"deletion_protection_enabled": true}), group),
	},
	{
		name: "retention", kind: permission.KindResource, object: logGroup, features: []string{"managed", "retention"},
		run: life(logGroup, "", group.with(config{"retention_in_days": 7}), group.with(config{"retention_in_days": 14}), group),
	},
	{
		name: "key", kind: permission.KindResource, object: logGroup, features: []string{"managed", "kms"},
		run: life(logGroup, "", group.with(config{"kms_key_arn": keyARN}), group.with(config{"kms_key_arn": otherKey}), group),
	},
	{
		name: "tags", kind: permission.KindResource, object: logGroup, features: []string{"managed", "tags"},
		run: life(logGroup, "", group.with(config{"tags": busTags}), group.with(config{"tags": config{"tier": "1"}})),
	},
	{
		name: "adopted as identical", kind: permission.KindResource, object: logGroup, features: []string{"managed", "tags", "adopt"},
		prepare: func(s *stage) {
			s.provider = config{"adopt_identical": true}
			byHand(s, s.logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(groupName), Tags: map[string]string{"team": "ci"}})
		},
		run:    life(logGroup, "", group.with(config{"tags": busTags})),
		denied: map[string]string{"logs:ListTagsForResource": "Log group already exists"},
	},
}

var metricScenarios = []scenario{
	{
		name: "roles given", kind: permission.KindResource, object: metric, prepare: withRoles,
		run: life(metric, "", given, given.with(config{"unit": "Milliseconds"})),
	},
	{
		name: "life", kind: permission.KindResource, object: metric, features: []string{"roles"},
		run: life(metric, machine, waiting, waiting.with(config{"namespace": "CI"})),
	},
	{
		name: "other roles", kind: permission.KindResource, object: metric, features: []string{"roles"}, prepare: withRoles,
		run: life(metric, "", waiting, given, waiting),
	},
	{
		name: "adopted as identical", kind: permission.KindResource, object: metric, features: []string{"roles", "tags", "adopt"},
		prepare: func(s *stage) { s.provider = config{"max_retries": 1, "adopt_identical": true} },
		run: func(s *stage) error {
			s.aws.Inject(emulator.Fault{Operation: "CreateStateMachine", CutAfter: true})
			s.aws.Inject(emulator.Fault{Service: "states", Operation: "ListTagsForResource", CutConnection: true})
			_, err := s.create(metric, waiting.with(config{"tags": busTags})) // as if it was killed: the answer never comes
			s.aws.ClearFaults()
			if err == nil {
				return errAnswered
			}
			return life(metric, "", waiting.with(config{"tags": busTags}))(s)
		},
	},
	{
		name: "account not asked for", kind: permission.KindResource, object: metric, features: []string{"roles"},
		prepare: func(s *stage) { s.provider = config{"skip_requesting_account_id": true} },
		run:     life(metric, "", waiting),
	},
	{
		name: "changed elsewhere", kind: permission.KindResource, object: metric, features: []string{"roles"},
		run: func(s *stage) error {
			made, err := s.create(metric, waiting)
			if err != nil {
				return err
			}
			byHand(s, s.iam.UpdateAssumeRolePolicy, &iam.UpdateAssumeRolePolicyInput{
				RoleName: aws.String(made.attribute("execution_role_name")), PolicyDocument: aws.String(openTrust),
			})
			byHand(s, s.iam.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: aws.String(made.attribute("execution_role_name")), PolicyName: aws.String("more"), PolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`)})
			byHand(s, s.iam.AttachRolePolicy, &iam.AttachRolePolicyInput{RoleName: aws.String(made.attribute("invocation_role_name")), PolicyArn: aws.String("arn:aws:iam::aws:policy/AdministratorAccess")})
			byHand(s, s.iam.UpdateRole, &iam.UpdateRoleInput{RoleName: aws.String(made.attribute("invocation_role_name")), MaxSessionDuration: aws.Int32(7200)})
			return steps(func() error { return made.update(waiting) }, func() error { return made.unchanged(waiting) }, made.destroy)
		},
	},
	{
		name: "failures", kind: permission.KindResource, object: metric, features: []string{"roles"},
		prepare: withGroup,
		run:     life(metric, machine, waiting.with(config{"failure_log_group_arn": groupARN}), waiting),
	},
	{
		name: "boundary", kind: permission.KindResource, object: metric, features: []string{"roles", "boundary"},
		run: life(metric, machine, waiting.with(config{"permissions_boundary_arn": boundary}), waiting.with(config{"permissions_boundary_arn": boundary2}), waiting),
	},
	{
		name: "tags", kind: permission.KindResource, object: metric, features: []string{"roles", "tags"},
		run: life(metric, machine, waiting.with(config{"tags": busTags}), waiting.with(config{"tags": config{"tier": "1"}})),
	},
	{
		name: "log metric", kind: permission.KindResource, object: logMetric, prepare: withGroup,
		run: life(logMetric, groupName+":failed", failedJobs, failedJobs.with(config{"metric_name": "FailedJobs"})),
	},
	{
		name: "saved query", kind: permission.KindResource, object: logsQuery,
		run: life(logsQuery, "", config{"name": "failed", "log_group_names": []string{groupName}, "preset": "buildkite_failed_builds"},
			config{"name": "failed", "log_group_names": []string{groupName}, "preset": "buildkite_failed_jobs"}),
	},
	{
		name: "dashboard", kind: permission.KindResource, object: dashboard, features: []string{"import"},
		run: life(dashboard, "builds", config{"name": "builds", "rule_arns": []string{ruleARN}}, config{"name": "builds", "start": "-P7D"}),
	},
	{
		name: "dashboard with tags", kind: permission.KindResource, object: dashboard, features: []string{"tags"},
		run: life(dashboard, "", config{"name": "builds", "tags": busTags}, config{"name": "builds", "tags": config{"tier": "1"}}),
	},
	{
		name: "dashboard adopted as identical", kind: permission.KindResource, object: dashboard, features: []string{"tags", "adopt"},
		prepare: func(s *stage) {
			s.provider = config{"adopt_identical": true}
			byHand(s, s.cloudwatch.PutDashboard, &cloudwatch.PutDashboardInput{
				DashboardName: aws.String("builds"), DashboardBody: aws.String(`{"widgets": [], "start": "-P1D", "periodOverride": "inherit"}`),
				Tags: []cwtypes.Tag{{Key: aws.String("team"), Value: aws.String("ci")}},
			})
		},
		run:    life(dashboard, "", config{"name": "builds", "tags": busTags}),
		denied: map[string]string{"cloudwatch:ListTagsForResource": "Dashboard already exists"},
	},
}

const webhookObject = "eventbridge_webhook"

var chat = config{"name": machine, "url": "https://example.com/hooks", "secret_wo": "Bearer a", "secret_wo_version": 1}

const summaryObject = "eventbridge_devops_agent_summary"

var delivered = config{"name": machine}

// summaryScenarios are those of a metric, whose roles and state machine are shared.
var summaryScenarios = []scenario{
	{
		name: "roles given", kind: permission.KindResource, object: summaryObject, prepare: withRoles,
		run: life(summaryObject, "", delivered.with(config{"execution_role_arn": givenRole("execution"), "invocation_role_arn": givenRole("invocation")}),
			delivered.with(config{"execution_role_arn": givenRole("execution"), "invocation_role_arn": givenRole("invocation"), "event_source": "a"})),
	},
	{
		name: "life", kind: permission.KindResource, object: summaryObject, features: []string{"roles"},
		run: life(summaryObject, machine, delivered, delivered.with(config{"event_source": "a"})),
	},
	{
		name: "other roles", kind: permission.KindResource, object: summaryObject, features: []string{"roles"}, prepare: withRoles,
		run: life(summaryObject, "", delivered, delivered.with(config{"execution_role_arn": givenRole("execution"), "invocation_role_arn": givenRole("invocation")}), delivered),
	},
	{
		name: "adopted as identical", kind: permission.KindResource, object: summaryObject, features: []string{"roles", "tags", "adopt"},
		prepare: func(s *stage) { s.provider = config{"max_retries": 1, "adopt_identical": true} },
		run: func(s *stage) error {
			s.aws.Inject(emulator.Fault{Operation: "CreateStateMachine", CutAfter: true})
			s.aws.Inject(emulator.Fault{Service: "states", Operation: "ListTagsForResource", CutConnection: true})
			_, err := s.create(summaryObject, delivered.with(config{"tags": busTags}))
			s.aws.ClearFaults()
			if err == nil {
				return errAnswered
			}
			return life(summaryObject, "", delivered.with(config{"tags": busTags}))(s)
		},
	},
	{
		name: "account not asked for", kind: permission.KindResource, object: summaryObject, features: []string{"roles"},
		prepare: func(s *stage) { s.provider = config{"skip_requesting_account_id": true} },
		run:     life(summaryObject, "", delivered),
	},
	{
		name: "changed elsewhere", kind: permission.KindResource, object: summaryObject, features: []string{"roles"},
		run: func(s *stage) error {
			made, err := s.create(summaryObject, delivered)
			if err != nil {
				return err
			}
			byHand(s, s.iam.UpdateAssumeRolePolicy, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String(made.attribute("execution_role_name")), PolicyDocument: aws.String(openTrust)})
			byHand(s, s.iam.AttachRolePolicy, &iam.AttachRolePolicyInput{RoleName: aws.String(made.attribute("invocation_role_name")), PolicyArn: aws.String("arn:aws:iam::aws:policy/AdministratorAccess")})
			byHand(s, s.iam.UpdateRole, &iam.UpdateRoleInput{RoleName: aws.String(made.attribute("invocation_role_name")), MaxSessionDuration: aws.Int32(7200)})
			return steps(func() error { return made.update(delivered) }, func() error { return made.unchanged(delivered) }, made.destroy)
		},
	},
	{
		name: "boundary", kind: permission.KindResource, object: summaryObject, features: []string{"roles", "boundary"},
		run: life(summaryObject, machine, delivered.with(config{"permissions_boundary_arn": boundary}), delivered.with(config{"permissions_boundary_arn": boundary2}), delivered),
	},
	{
		name: "tags", kind: permission.KindResource, object: summaryObject, features: []string{"roles", "tags"},
		run: life(summaryObject, machine, delivered.with(config{"tags": busTags}), delivered.with(config{"tags": config{"tier": "1"}})),
	},
}

var webhookScenarios = []scenario{
	{
		name: "life", kind: permission.KindResource, object: webhookObject, features: []string{"webhook_role"},
		run: life(webhookObject, machine, chat, chat.with(config{"secret_wo": "Bearer b", "secret_wo_version": 2, "url": "https://example.org"})),
	},
	{
		name: "role given", kind: permission.KindResource, object: webhookObject, prepare: withRoles,
		run: life(webhookObject, "", chat.with(config{"invocation_role_arn": givenRole("invocation")}), chat.with(config{"invocation_role_arn": givenRole("invocation"), "rate_per_second": 1})),
	},
	{
		name: "other roles", kind: permission.KindResource, object: webhookObject, features: []string{"webhook_role"}, prepare: withRoles,
		run: life(webhookObject, "", chat, chat.with(config{"invocation_role_arn": givenRole("invocation")}), chat),
	},
	{
		name: "changed elsewhere", kind: permission.KindResource, object: webhookObject, features: []string{"webhook_role"},
		run: func(s *stage) error {
			made, err := s.create(webhookObject, chat)
			if err != nil {
				return err
			}
			role := made.attribute("invocation_role_name")
			byHand(s, s.iam.UpdateAssumeRolePolicy, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String(role), PolicyDocument: aws.String(openTrust)})
			byHand(s, s.iam.AttachRolePolicy, &iam.AttachRolePolicyInput{RoleName: aws.String(role), PolicyArn: aws.String("arn:aws:iam::aws:policy/AdministratorAccess")})
			byHand(s, s.iam.UpdateRole, &iam.UpdateRoleInput{RoleName: aws.String(role), MaxSessionDuration: aws.Int32(7200)})
			return steps(func() error { return made.update(chat) }, func() error { return made.unchanged(chat) }, made.destroy)
		},
	},
	{
		name: "boundary", kind: permission.KindResource, object: webhookObject, features: []string{"webhook_role", "boundary"},
		run: life(webhookObject, machine, chat.with(config{"permissions_boundary_arn": boundary}), chat.with(config{"permissions_boundary_arn": boundary2}), chat),
	},
	{
		name: "tags", kind: permission.KindResource, object: webhookObject, features: []string{"webhook_role", "tags"},
		run: life(webhookObject, machine, chat.with(config{"tags": busTags}), chat.with(config{"tags": config{"tier": "1"}})),
	},
	{
		name: "list", kind: permission.KindListResource, object: webhookObject, prepare: withWebhook,
		run: func(s *stage) error { return s.list(webhookObject, config{}, false) },
	},
	{
		name: "whole", kind: permission.KindListResource, object: webhookObject, features: []string{"include_resource"}, prepare: withWebhook,
		run: func(s *stage) error { return s.list(webhookObject, config{}, true) },
	},
}

// withWebhook has a webhook.
func withWebhook(s *stage) {
	made := byHand(s, s.events.CreateConnection, &eventbridge.CreateConnectionInput{
		Name: aws.String(machine), AuthorizationType: "API_KEY", AuthParameters: &ebtypes.CreateConnectionAuthRequestParameters{
			ApiKeyAuthParameters: &ebtypes.CreateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String("Authorization"), ApiKeyValue: aws.String("a")},
		},
	})
	byHand(s, s.events.CreateApiDestination, &eventbridge.CreateApiDestinationInput{
		Name: aws.String(machine), ConnectionArn: made.ConnectionArn, HttpMethod: "POST", InvocationEndpoint: aws.String("https://example.com"),
	})
	role := aws.String(machine + "-us-east-1-invocation")
	byHand(s, s.iam.CreateRole, &iam.CreateRoleInput{RoleName: role, AssumeRolePolicyDocument: aws.String(openTrust)})
	byHand(s, s.iam.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: role, PolicyName: aws.String("eventbridge-webhook"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"events:InvokeApiDestination","Resource":"*"}]}`)})
}

var targetScenarios = []scenario{
	{
		name: "log target", kind: permission.KindResource, object: logTarget,
		prepare: func(s *stage) { withRule(s); withDelivery(s) },
		run: life(logTarget, ruleARN+"/aws-events-buildkite", config{"rule_arn": ruleARN, "log_group_arn": groupARN},
			config{"rule_arn": ruleARN, "log_group_arn": groupARN, "retry_policy": config{"maximum_retry_attempts": 3}}),
	},
	{
		name: "dead-letter queue", kind: permission.KindResource, object: logTarget, features: []string{"dead_letter"},
		prepare: func(s *stage) { withDestinations(s); withDelivery(s) },
		run:     life(logTarget, "", config{"rule_arn": ruleARN, "log_group_arn": groupARN}, config{"rule_arn": ruleARN, "log_group_arn": groupARN, "dead_letter_arn": queueARN}),
	},
	{
		name: "dead-letter queue from the start", kind: permission.KindResource, object: logTarget, features: []string{"dead_letter"},
		prepare: func(s *stage) { withDestinations(s); withDelivery(s) },
		run:     life(logTarget, "", config{"rule_arn": ruleARN, "log_group_arn": groupARN, "dead_letter_arn": queueARN}, config{"rule_arn": ruleARN, "log_group_arn": groupARN}),
	},
	{
		name: "message", kind: permission.KindResource, object: logTarget, features: []string{"message"},
		prepare: func(s *stage) { withRule(s); withDelivery(s) },
		run: life(logTarget, "", config{"rule_arn": ruleARN, "log_group_arn": groupARN, "message": "Build <$.detail.build.number>"},
			config{"rule_arn": ruleARN, "log_group_arn": groupARN, "message": "Build <$.detail.build.state>"}),
	},
	{
		name: "another log group", kind: permission.KindResource, object: logTarget,
		prepare: func(s *stage) {
			withRule(s)
			withDelivery(s)
			byHand(s, s.logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(groupName + "-2")})
			byHand(s, s.logs.PutResourcePolicy, &cloudwatchlogs.PutResourcePolicyInput{
				PolicyName: aws.String("all"), PolicyDocument: aws.String(inAnyGroup.Fill(string(runtimeOf("delivery").Policy))),
			})
		},
		run: life(logTarget, "", config{"rule_arn": ruleARN, "log_group_arn": groupARN, "target_id": "log"}, config{"rule_arn": ruleARN, "log_group_arn": groupARN + "-2", "target_id": "log"}),
	},
	{
		name: "log target imported by name", kind: permission.KindResource, object: logTarget, features: []string{"import_by_name"},
		prepare: func(s *stage) { withManyRules(s); putRule(s, ruleName); withDelivery(s) },
		run:     life(logTarget, sourceName+"/"+ruleName+"/aws-events-buildkite", config{"rule_arn": ruleARN, "log_group_arn": groupARN}),
	},
	{
		name: "metric target", kind: permission.KindResource, object: metricTarget, prepare: withMetric,
		run: life(metricTarget, ruleARN+"/"+machine, waitTarget, waitTarget.with(config{"retry_policy": config{"maximum_retry_attempts": 3}})),
	},
	{
		name: "metric target with a dead-letter queue", kind: permission.KindResource, object: metricTarget, features: []string{"dead_letter"},
		prepare: func(s *stage) { withMetric(s); withQueue(s) },
		run:     life(metricTarget, "", waitTarget, waitTarget.with(config{"dead_letter_arn": queueARN}), waitTarget),
	},
	{
		name: "metric target with a dead-letter queue from the start", kind: permission.KindResource, object: metricTarget, features: []string{"dead_letter"},
		prepare: func(s *stage) { withMetric(s); withQueue(s) },
		run:     life(metricTarget, "", waitTarget.with(config{"dead_letter_arn": queueARN}), waitTarget),
	},
	{
		name: "metric target imported by name", kind: permission.KindResource, object: metricTarget, features: []string{"import_by_name"}, prepare: withMetric,
		run: life(metricTarget, sourceName+"/"+ruleName+"/"+machine, waitTarget),
	},
}

// inAnyGroup is exact but for the log group.
var inAnyGroup = permission.Values{"partition": "aws", "region": "us-east-1", "account": account, "log_group": "/aws/events/*"}

var waitTarget = config{"rule_arn": ruleARN, "state_machine_arn": machineARN, "role_arn": givenRole("invocation")}

// openTrust is a trust policy that is wider than those of a metric's roles.
const openTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["states.amazonaws.com","events.amazonaws.com"]},"Action":"sts:AssumeRole"}]}`

// withMetric is a rule among many, and the state machine of a metric.
func withMetric(s *stage) {
	withManyRules(s)
	putRule(s, ruleName)
	withRoles(s)
	byHand(s, s.states.CreateStateMachine, &sfn.CreateStateMachineInput{
		Name: aws.String(machine), Type: "EXPRESS", RoleArn: aws.String(givenRole("execution")),
		Definition: aws.String(`{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}`),
	})
}

var providerScenarios = []scenario{{
	name: "web identity", kind: permission.KindProvider, object: "provider",
	prepare: func(s *stage) {
		s.provider = config{"access_key": nil, "secret_key": nil, "assume_role_with_web_identity": config{
			"role_arn": "arn:aws:iam::" + account + ":role/terraform", "web_identity_token": "token",
		}}
	},
	run: func(s *stage) error { return s.read("eventbridge_partner_event_sources", config{}) },
}, {
	name: "assume role", kind: permission.KindProvider, object: "provider", features: []string{"assume_role"},
	prepare: func(s *stage) {
		s.provider = config{"assume_role": []config{{"role_arn": "arn:aws:iam::" + account + ":role/terraform"}}}
	},
	run: func(s *stage) error { return s.read("eventbridge_partner_event_sources", config{}) },
}}

// allScenarios is every scenario.
func allScenarios() []scenario {
	var all []scenario
	for _, some := range [][]scenario{
		providerScenarios, associationScenarios, importScenarios, ruleScenarios, groupScenarios, metricScenarios, webhookScenarios, summaryScenarios, auditLogScenarios, targetScenarios, serviceTargetScenarios, sourceScenarios, listScenarios,
		targetListScenarios(logTarget, "log_group_arn", groupARN, "of_log_group", withLogTarget),
		targetListScenarios(metricTarget, "state_machine_arn", machineARN, "of_state_machine", withMetricTarget),
		targetListScenarios(anyTarget, "arn", topicARN, "of_destination", withAnyTarget),
	} {
		all = append(all, some...)
	}
	return all
}
