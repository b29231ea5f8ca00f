package permission_test

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
)

const auditLog = "eventbridge_buildkite_audit_log"

var (
	pulled  = config{"name": machine, "organization": "my-org", "backfill_start_time": "2026-01-01T00:00:00Z", "api_token_wo": "a", "api_token_wo_version": 1}
	noToken = config{"name": machine, "organization": "my-org", "backfill_start_time": "2026-01-01T00:00:00Z"}
)

// withGiven has roles and a connection for an audit log.
func withGiven(s *stage) config {
	for kind, name := range map[string]string{"execution": "audit_log", "invocation": "schedule"} {
		runtime, role := runtimeOf(name), aws.String(machine+"-given-"+kind)
		byHand(s, s.iam.CreateRole, &iam.CreateRoleInput{RoleName: role, AssumeRolePolicyDocument: aws.String(exact.Fill(string(runtime.Trust)))})
		byHand(s, s.iam.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: role, PolicyName: aws.String("p"), PolicyDocument: aws.String(exact.Fill(string(runtime.Policy)))})
	}
	made := byHand(s, s.events.CreateConnection, &eventbridge.CreateConnectionInput{
		Name: aws.String(machine + "-given"), AuthorizationType: "API_KEY", AuthParameters: &ebtypes.CreateConnectionAuthRequestParameters{
			ApiKeyAuthParameters: &ebtypes.CreateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String("Authorization"), ApiKeyValue: aws.String("a")},
		},
	})
	return noToken.with(config{"connection_arn": aws.ToString(made.ConnectionArn), "execution_role_arn": givenRole("execution"), "invocation_role_arn": givenRole("invocation")})
}

// withOwnAuditLog is an audit log with its parts, as the provider creates it.
func withOwnAuditLog(s *stage) {
	const prefix = machine + "-us-east-1-"
	for kind, name := range map[string]string{"execution": "audit_log", "invocation": "schedule"} {
		runtime, role := runtimeOf(name), aws.String(prefix+kind)
		byHand(s, s.iam.CreateRole, &iam.CreateRoleInput{RoleName: role, AssumeRolePolicyDocument: aws.String(exact.Fill(string(runtime.Trust)))})
		byHand(s, s.iam.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: role, PolicyName: aws.String("eventbridge-buildkite-audit-log"), PolicyDocument: aws.String(exact.Fill(string(runtime.Policy)))})
	}
	made := byHand(s, s.events.CreateConnection, &eventbridge.CreateConnectionInput{
		Name: aws.String(machine), AuthorizationType: "API_KEY", AuthParameters: &ebtypes.CreateConnectionAuthRequestParameters{
			ApiKeyAuthParameters: &ebtypes.CreateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String("Authorization"), ApiKeyValue: aws.String("a")},
		},
	})
	spec := pull.Spec{Organization: "my-org", Start: 1793491200000, LateMinutes: 10, ConnectionARN: aws.ToString(made.ConnectionArn), EventBus: "default", EventSource: "buildkite.audit-log/my-org"}
	byHand(s, s.states.CreateStateMachine, &sfn.CreateStateMachineInput{
		Name: aws.String(machine), Type: "STANDARD", RoleArn: aws.String("arn:aws:iam::" + account + ":role/" + prefix + "execution"),
		Definition: aws.String(spec.Definition(catalog.Default().Source("buildkiteauditlog"), "aws")),
	})
}

var auditLogScenarios = []scenario{
	{
		name: "given", kind: permission.KindResource, object: auditLog,
		run: func(s *stage) error {
			given := withGiven(s)
			return life(auditLog, "", given, given.with(config{"late_minutes": 20, "interval_minutes": 7}))(s)
		},
	},
	{
		name: "life", kind: permission.KindResource, object: auditLog, features: []string{"token", "roles"},
		run: life(auditLog, machine, pulled, pulled.with(config{"api_token_wo": "b", "api_token_wo_version": 2, "enabled": false, "event_source": "a"})),
	},
	{
		name: "given later", kind: permission.KindResource, object: auditLog, features: []string{"token", "roles"},
		run: func(s *stage) error { return life(auditLog, "", pulled, withGiven(s), pulled)(s) },
	},
	{
		name: "adopted as identical", kind: permission.KindResource, object: auditLog, features: []string{"token", "roles", "tags", "adopt"},
		prepare: func(s *stage) { s.provider = config{"max_retries": 1, "adopt_identical": true} },
		run: func(s *stage) error {
			s.aws.Inject(emulator.Fault{Operation: "CreateSchedule", CutAfter: true})
			s.aws.Inject(emulator.Fault{Service: "scheduler", Operation: "GetSchedule", CutConnection: true, After: 1})
			_, err := s.create(auditLog, pulled.with(config{"tags": busTags}))
			s.aws.ClearFaults()
			if err == nil {
				return errAnswered
			}
			return life(auditLog, "", pulled.with(config{"tags": busTags}))(s)
		},
	},
	{
		name: "account not asked for", kind: permission.KindResource, object: auditLog, features: []string{"token", "roles"},
		prepare: func(s *stage) { s.provider = config{"skip_requesting_account_id": true} },
		run:     life(auditLog, "", pulled),
	},
	{
		name: "run failed", kind: permission.KindResource, object: auditLog, features: []string{"token", "roles"},
		run: func(s *stage) error {
			made, err := s.create(auditLog, pulled)
			if err != nil {
				return err
			}
			// Nobody is at Buildkite's address.
			if _, err := s.aws.RunSchedule(acctest.Region, machine, time.Now().Add(time.Hour)); err != nil {
				return err
			}
			return steps(made.refresh, made.destroy)
		},
	},
	{
		name: "changed elsewhere", kind: permission.KindResource, object: auditLog, features: []string{"token", "roles"},
		run: func(s *stage) error {
			made, err := s.create(auditLog, pulled)
			if err != nil {
				return err
			}
			byHand(s, s.iam.UpdateAssumeRolePolicy, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String(made.attribute("execution_role_name")), PolicyDocument: aws.String(openTrust)})
			byHand(s, s.iam.AttachRolePolicy, &iam.AttachRolePolicyInput{RoleName: aws.String(made.attribute("invocation_role_name")), PolicyArn: aws.String("arn:aws:iam::aws:policy/AdministratorAccess")})
			byHand(s, s.iam.UpdateRole, &iam.UpdateRoleInput{RoleName: aws.String(made.attribute("invocation_role_name")), MaxSessionDuration: aws.Int32(7200)})
			return steps(func() error { return made.update(pulled) }, func() error { return made.unchanged(pulled) }, made.destroy)
		},
	},
	{
		name: "boundary", kind: permission.KindResource, object: auditLog, features: []string{"token", "roles", "boundary"},
		run: life(auditLog, machine, pulled.with(config{"permissions_boundary_arn": boundary}), pulled.with(config{"permissions_boundary_arn": boundary2}), pulled),
	},
	{
		name: "tags", kind: permission.KindResource, object: auditLog, features: []string{"token", "roles", "tags"},
		run: life(auditLog, machine, pulled.with(config{"tags": busTags}), pulled.with(config{"tags": config{"tier": "1"}})),
	},
	{
		name: "names", kind: permission.KindListResource, object: auditLog, prepare: withOwnAuditLog,
		run: listed(auditLog, false, config{}),
	},
	{
		name: "whole", kind: permission.KindListResource, object: auditLog, features: []string{"include_resource"}, prepare: withOwnAuditLog,
		run: listed(auditLog, true, config{}),
	},
}
