package permission_test

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

const (
	association = "eventbridge_partner_event_source_association"
	rawRule     = "eventbridge_rule"
	typedRule   = "eventbridge_buildkite_build_rule"
)

// withSource has the partner make the event source.
func withSource(s *stage) {
	byHand(s, s.events.CreatePartnerEventSource, &eventbridge.CreatePartnerEventSourceInput{Account: aws.String(account), Name: aws.String(sourceName)})
}

// withAnotherSource has the partner make another event source.
func withAnotherSource(s *stage) {
	byHand(s, s.events.CreatePartnerEventSource, &eventbridge.CreatePartnerEventSourceInput{Account: aws.String(account), Name: aws.String(sourceName + "-other")})
}

// withBus is withSource, and associates it.
func withBus(s *stage) {
	withSource(s)
	byHand(s, s.events.CreateEventBus, &eventbridge.CreateEventBusInput{Name: aws.String(sourceName), EventSourceName: aws.String(sourceName)})
}

// withRule is withBus, with a rule on it.
func withRule(s *stage) {
	withBus(s)
	putRule(s, ruleName)
}

func putRule(s *stage, name string) {
	byHand(s, s.events.PutRule, &eventbridge.PutRuleInput{
		Name: aws.String(name), EventBusName: aws.String(sourceName), EventPattern: aws.String(`{"detail-type":["Job Started"]}`),
	})
}

// withManyRules is withBus, with more rules on it than one page lists.
func withManyRules(s *stage) {
	withBus(s)
	for i := range 101 {
		putRule(s, fmt.Sprintf("another-team-%03d", i))
	}
}

var (
	associated = config{"event_source_name": sourceName}
	busTags    = config{"team": "ci"}

	preview      = config{"preview": config{"log_group_name": groupName}}
	failedBuilds = config{"name": ruleName, "event_bus_name": sourceName, "event_pattern": `{"detail-type":["Build Finished"],"detail":{"build":{"state":["failed"]}}}`}
)

var associationScenarios = []scenario{
	{
		name: "life", kind: permission.KindResource, object: association, prepare: withSource,
		run: life(association, "", associated, associated.with(config{"description": "builds"}), associated.with(config{
			"kms_key_identifier": "alias/events", "dead_letter_arn": "arn:aws:sqs:us-east-1:123456789012:dead", "log_config": config{"level": "ERROR"},
		}), associated),
	},
	{
		name: "with every setting", kind: permission.KindResource, object: association, prepare: withSource,
		run: life(association, "", associated.with(config{
			"description": "builds", "kms_key_identifier": "alias/events", "dead_letter_arn": "arn:aws:sqs:us-east-1:123456789012:dead", "log_config": config{"level": "INFO"},
		})),
	},
	{
		name: "source missing", kind: permission.KindResource, object: association,
		prepare: withAnotherSource,
		run: func(s *stage) error {
			return fails(func() error {
				_, err := s.create(association, associated.with(config{"timeouts": config{"create": "300ms"}}))
				return err
			}, "Partner event source not found", sourceName+"-other")()
		},
		denied: map[string]string{"events:ListEventSources": "The existing event sources could not be listed"},
	},
	{
		name: "rules left", kind: permission.KindResource, object: association, prepare: withSource,
		run: func(s *stage) error {
			made, err := s.create(association, associated)
			if err != nil {
				return err
			}
			putRule(s, "of-another-team")
			return steps(
				fails(made.destroy, "of-another-team"),
				func() error {
					byHand(s, s.events.DeleteRule, &eventbridge.DeleteRuleInput{Name: aws.String("of-another-team"), EventBusName: aws.String(sourceName)})
					return made.destroy()
				},
			)
		},
		denied: map[string]string{"events:ListRules": "EventBus can't be deleted since it has rules."},
	},
	{
		name: "adopted as identical", kind: permission.KindResource, object: association, features: []string{"active", "tags", "adopt"},
		prepare: func(s *stage) {
			s.provider = config{"adopt_identical": true}
			withSource(s)
			byHand(s, s.events.CreateEventBus, &eventbridge.CreateEventBusInput{Name: aws.String(sourceName), EventSourceName: aws.String(sourceName), Tags: []ebtypes.Tag{{Key: aws.String("team"), Value: aws.String("ci")}}})
		},
		run:    life(association, "", associated.with(config{"tags": busTags})),
		denied: map[string]string{"events:ListTagsForResource": "Partner event bus already exists"},
	},
	{
		name: "adopted", kind: permission.KindResource, object: association, features: []string{"active"}, prepare: withBus,
		run: life(association, "", associated.with(config{"adopt_existing": true, "description": "builds"})),
	},
	{
		name: "deactivated", kind: permission.KindResource, object: association, features: []string{"active"}, prepare: withSource,
		run: life(association, "", associated.with(config{"active": false}), associated, associated.with(config{"active": false})),
	},
	{
		name: "tags", kind: permission.KindResource, object: association, features: []string{"tags"}, prepare: withSource,
		run: life(association, sourceName, associated.with(config{"tags": busTags}), associated.with(config{"tags": config{"tier": "1"}})),
	},
	{
		name: "default tags", kind: permission.KindResource, object: association, features: []string{"tags"},
		prepare: func(s *stage) {
			s.provider = config{"default_tags": config{"tags": busTags}}
			withSource(s)
		},
		run: life(association, "", associated, associated.with(config{"tags": config{"tier": "1"}})),
	},
}

var importScenarios = []scenario{
	{
		name: "import", kind: permission.KindResource, object: association, features: []string{"import"}, prepare: withSource,
		run: life(association, sourceName, associated),
	},
	{
		name: "import", kind: permission.KindResource, object: rawRule, features: []string{"import"}, prepare: withBus,
		run: life(rawRule, sourceName+"/"+ruleName, failedBuilds),
	},
	{
		name: "import", kind: permission.KindResource, object: typedRule, features: []string{"import"}, prepare: withBus,
		run: life(typedRule, ruleARN, config{"name": ruleName, "event_bus_name": sourceName, "detail_types": []string{"Build Finished"}}),
	},
	{
		name: "import", kind: permission.KindResource, object: logGroup, features: []string{"managed", "policy", "import"},
		run: life(logGroup, groupName, config{"name": groupName, "force_destroy": true}),
	},
}

var ruleScenarios = []scenario{
	{
		name: "life", kind: permission.KindResource, object: rawRule, prepare: withBus,
		run: life(rawRule, "", failedBuilds,
			failedBuilds.with(config{"description": "failed builds", "state": "DISABLED"}), failedBuilds.with(config{"event_pattern": `{"detail-type":["Job Finished"]}`})),
	},
	{
		name: "many rules", kind: permission.KindResource, object: rawRule, prepare: withManyRules,
		run: life(rawRule, "", failedBuilds),
	},
	{
		name: "typed", kind: permission.KindResource, object: typedRule, prepare: withManyRules,
		run: life(typedRule, "", config{"name": ruleName, "event_bus_name": sourceName, "detail_types": []string{"Build Finished"}},
			config{"name": ruleName, "event_bus_name": sourceName, "detail_types": []string{"Build Finished"}, "build": config{"state": config{"equals": []string{"failed"}}}}),
	},
	{
		name: "default bus", kind: permission.KindResource, object: "eventbridge_devops_agent_investigation_rule",
		run: life("eventbridge_devops_agent_investigation_rule", "", config{"name": "devops-agent-done"}, config{"name": "devops-agent-done", "description": "done"}),
	},
	{
		name: "preview", kind: permission.KindResource, object: rawRule, features: []string{"preview"},
		prepare: func(s *stage) {
			withBus(s)
			withGroup(s)
		},
		run: life(rawRule, "", failedBuilds.with(preview), failedBuilds.with(preview).with(config{"event_pattern": `{"detail-type":["Build Finished"]}`})),
	},
	{
		name: "bus by ARN", kind: permission.KindResource, object: rawRule, prepare: withBus,
		run: life(rawRule, "", failedBuilds.with(config{"event_bus_name": "arn:aws:events:us-east-1:" + account + ":event-bus/" + sourceName})),
	},
	{
		name: "deleted elsewhere", kind: permission.KindResource, object: rawRule, prepare: withManyRules,
		run: func(s *stage) error {
			made, err := s.create(rawRule, failedBuilds)
			if err != nil {
				return err
			}
			byHand(s, s.events.DeleteRule, &eventbridge.DeleteRuleInput{Name: aws.String(ruleName), EventBusName: aws.String(sourceName)})
			return made.gone()
		},
	},
	{
		name: "targets left", kind: permission.KindResource, object: rawRule, prepare: withBus,
		run: func(s *stage) error {
			made, err := s.create(rawRule, failedBuilds)
			if err != nil {
				return err
			}
			byHand(s, s.events.PutTargets, &eventbridge.PutTargetsInput{
				Rule: aws.String(ruleName), EventBusName: aws.String(sourceName), Targets: []ebtypes.Target{{Id: aws.String("of-another-team"), Arn: aws.String(groupARN)}},
			})
			return fails(made.destroy, "of-another-team")()
		},
		denied: map[string]string{"events:ListTargetsByRule": "Rule can't be deleted since it has targets."},
	},
	{
		name: "tags", kind: permission.KindResource, object: rawRule, features: []string{"tags"}, prepare: withBus,
		run: life(rawRule, sourceName+"/"+ruleName, failedBuilds.with(config{"tags": busTags}), failedBuilds.with(config{"tags": config{"tier": "1"}})),
	},
	{
		name: "adopted as identical", kind: permission.KindResource, object: rawRule, features: []string{"tags", "adopt"},
		prepare: func(s *stage) {
			withBus(s)
			s.provider = config{"max_retries": 1, "adopt_identical": true}
		},
		run: func(s *stage) error {
			remove := s.aws.Inject(emulator.Fault{Operation: "PutRule", CutAfter: true})
			_, err := s.create(rawRule, failedBuilds.with(config{"tags": busTags})) // as if it was killed: the answer never comes
			remove()
			if err == nil {
				return errors.New("the answer came")
			}
			return life(rawRule, "", failedBuilds.with(config{"tags": busTags}))(s)
		},
		denied: map[string]string{"events:ListTagsForResource": "Rule already exists"},
	},
	{
		name: "tags later", kind: permission.KindResource, object: rawRule, features: []string{"tags"}, prepare: withBus,
		run: life(rawRule, "", failedBuilds, failedBuilds.with(config{"tags": config{"tier": "1"}})),
	},
}

var listScenarios = []scenario{
	{
		name: "names", kind: permission.KindListResource, object: association, prepare: withBus,
		run: func(s *stage) error {
			return s.list(association, config{"name_prefix": "aws.partner/buildkite.com/"}, false)
		},
	},
	{
		name: "whole", kind: permission.KindListResource, object: association, features: []string{"include_resource"}, prepare: withBus,
		run: listed(association, true, config{}),
	},
	{
		name: "of a bus", kind: permission.KindListResource, object: rawRule, prepare: withRule,
		run: listed(rawRule, false, config{"event_bus_name": sourceName}),
	},
	{
		name: "of all buses", kind: permission.KindListResource, object: rawRule, features: []string{"all_buses"}, prepare: withRule,
		run: listed(rawRule, false, config{}),
	},
	{
		name: "whole", kind: permission.KindListResource, object: "eventbridge_buildkite_job_rule", features: []string{"include_resource"}, prepare: withRule,
		run: listed("eventbridge_buildkite_job_rule", true, config{"event_bus_name": sourceName}),
	},
	{
		name: "names", kind: permission.KindListResource, object: logGroup, prepare: withGroup,
		run: listed(logGroup, false, config{}),
	},
	{
		name: "whole", kind: permission.KindListResource, object: logGroup, features: []string{"include_resource"}, prepare: withGroup,
		run: listed(logGroup, true, config{}),
	},
	{
		name: "names", kind: permission.KindListResource, object: metric, prepare: withOwnMetric,
		run: listed(metric, false, config{}),
	},
	{
		name: "whole", kind: permission.KindListResource, object: metric, features: []string{"include_resource"}, prepare: withOwnMetric,
		run: listed(metric, true, config{}),
	},
	{
		name: "names", kind: permission.KindListResource, object: summaryObject, prepare: withOwnSummary,
		run: listed(summaryObject, false, config{}),
	},
	{
		name: "whole", kind: permission.KindListResource, object: summaryObject, features: []string{"include_resource"}, prepare: withOwnSummary,
		run: listed(summaryObject, true, config{}),
	},
	{
		name: "all", kind: permission.KindListResource, object: logMetric, prepare: withFilter,
		run: listed(logMetric, true, config{}),
	},
	{
		name: "all", kind: permission.KindListResource, object: logsQuery, prepare: withQuery,
		run: listed(logsQuery, true, config{}),
	},
	{
		name: "names", kind: permission.KindListResource, object: dashboard, prepare: withDashboard,
		run: listed(dashboard, false, config{}),
	},
	{
		name: "whole", kind: permission.KindListResource, object: dashboard, features: []string{"include_resource"}, prepare: withDashboard,
		run: listed(dashboard, true, config{}),
	},
}

// withLogTarget is withRule, with a target that is a log group.
func withLogTarget(s *stage) {
	withRule(s)
	withDelivery(s)
	byHand(s, s.events.PutTargets, &eventbridge.PutTargetsInput{
		Rule: aws.String(ruleName), EventBusName: aws.String(sourceName), Targets: []ebtypes.Target{{Id: aws.String("log"), Arn: aws.String(groupARN)}},
	})
}

// withMetricTarget is withMetric, with its target.
func withMetricTarget(s *stage) {
	withMetric(s)
	byHand(s, s.events.PutTargets, &eventbridge.PutTargetsInput{
		Rule: aws.String(ruleName), EventBusName: aws.String(sourceName),
		Targets: []ebtypes.Target{{Id: aws.String(machine), Arn: aws.String(machineARN), RoleArn: aws.String(givenRole("invocation"))}},
	})
}

// listed is a list, with or without all that is to know of the listed.
func listed(typ string, whole bool, given config) func(*stage) error {
	return func(s *stage) error { return s.list(typ, given, whole) }
}

// targetListScenarios are those of the list of targets of a kind.
func targetListScenarios(typ, attribute, arn, feature string, prepare func(*stage)) []scenario {
	of := scenario{kind: permission.KindListResource, object: typ, prepare: prepare}
	all := make([]scenario, 4)
	for i := range all {
		all[i] = of
	}
	all[0].name, all[0].run = "of a rule", listed(typ, true, config{"event_bus_name": sourceName, "rule_name": ruleName})
	all[1].name, all[1].run, all[1].features = "of a bus", listed(typ, false, config{"event_bus_name": sourceName}), []string{"all_rules"}
	all[2].name, all[2].run, all[2].features = "of all buses", listed(typ, false, config{attribute: arn}), []string{"all_buses", feature}
	all[3].name, all[3].run, all[3].features = "of a sink", listed(typ, false, config{"event_bus_name": sourceName, attribute: arn}), []string{feature}
	return all
}

var sourceScenarios = []scenario{
	{
		name: "by name", kind: permission.KindDataSource, object: "eventbridge_partner_event_source", features: []string{"by_name"}, prepare: withBus,
		run: func(s *stage) error {
			return s.read("eventbridge_partner_event_source", config{"name": sourceName})
		},
	},
	{
		name: "by prefix", kind: permission.KindDataSource, object: "eventbridge_partner_event_source", features: []string{"by_prefix"}, prepare: withSource,
		run: func(s *stage) error {
			return s.read("eventbridge_partner_event_source", config{"name_prefix": "aws.partner/buildkite.com/"})
		},
	},
	{
		name: "by partner", kind: permission.KindDataSource, object: "eventbridge_partner_event_source", features: []string{"by_prefix"}, prepare: withSource,
		run: func(s *stage) error {
			return s.read("eventbridge_partner_event_source", config{"partner": "buildkite.com", "organization": "my-org", "wait": true})
		},
	},
	{
		name: "missing", kind: permission.KindDataSource, object: "eventbridge_partner_event_source", features: []string{"by_name"}, prepare: withAnotherSource,
		run: func(s *stage) error {
			return fails(func() error {
				return s.read("eventbridge_partner_event_source", config{"name": sourceName})
			}, "Partner event source not found", sourceName+"-other")()
		},
		denied: map[string]string{"events:ListEventSources": "The existing event sources could not be listed"},
	},
	{
		name: "all", kind: permission.KindDataSource, object: "eventbridge_partner_event_sources", prepare: withSource,
		run: func(s *stage) error {
			return s.read("eventbridge_partner_event_sources", config{"partner": "buildkite.com"})
		},
	},
	{
		name: "associated", kind: permission.KindDataSource, object: "eventbridge_partner_event_sources", features: []string{"associated"}, prepare: withBus,
		run: func(s *stage) error { return s.read("eventbridge_partner_event_sources", config{}) },
	},
	{
		name: "rules", kind: permission.KindDataSource, object: "eventbridge_matching_rules", prepare: withRule,
		run: func(s *stage) error {
			return s.read("eventbridge_matching_rules", config{"event_bus_name": sourceName, "event": `{"source":"a","detail-type":"b","detail":{}}`})
		},
	},
	{
		name: "offline", kind: permission.KindDataSource, object: "eventbridge_event_types",
		run: func(s *stage) error { return s.read("eventbridge_event_types", config{}) },
	},
}
