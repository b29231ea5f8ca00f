package loggroup_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const (
	address  = "eventbridge_log_group.test"
	name     = "/aws/events/buildkite"
	groupARN = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/buildkite"
	keyARN   = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	otherKey = "arn:aws:kms:us-east-1:123456789012:key/4321abcd-12ab-34cd-56ef-1234567890ab"
)

// group is a configuration of one log group with these lines in it.
func group(lines string) string {
	return fmt.Sprintf("resource \"eventbridge_log_group\" \"test\" {\n  name = %q\n%s\n}\n", name, lines)
}

func known(attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), check)
}

func action(of plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, of)}}
}

// look describes the log group, nil if there is none.
func look(t *testing.T, env *acctest.Env) *logstypes.LogGroup {
	t.Helper()
	out, err := env.Logs().DescribeLogGroups(context.Background(), &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(name)})
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range out.LogGroups {
		if aws.ToString(group.LogGroupName) == name {
			return &group
		}
	}
	return nil
}

func groupTags(t *testing.T, env *acctest.Env) map[string]string {
	t.Helper()
	out, err := env.Logs().ListTagsForResource(context.Background(), &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: aws.String(groupARN)})
	if err != nil {
		t.Fatal(err)
	}
	return out.Tags
}

// do runs a call that changes something behind the provider's back.
func do[I, O any](t *testing.T, call func(context.Context, *I, ...func(*cloudwatchlogs.Options)) (*O, error), input *I) {
	t.Helper()
	if _, err := call(context.Background(), input); err != nil {
		t.Fatal(err)
	}
}

func TestLogGroupDefaults(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t,
		resource.TestStep{
			Config:           env.Config(group("")),
			ConfigPlanChecks: action(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				known("id", knownvalue.StringExact(name)),
				known("arn", knownvalue.StringExact(groupARN)),
				known("name", knownvalue.StringExact(name)),
				known("create_log_group", knownvalue.Bool(true)),
				known("retention_in_days", knownvalue.Null()),
				known("kms_key_arn", knownvalue.Null()),
				known("log_group_class", knownvalue.StringExact("STANDARD")),
				known("resource_policy", knownvalue.StringExact("log_group")),
				known("force_destroy", knownvalue.Bool(false)),
				known("tags", knownvalue.Null()),
				known("tags_all", knownvalue.MapExact(map[string]knownvalue.Check{})),
			},
			Check: func(*terraform.State) error {
				group := look(t, env)
				if group == nil {
					t.Fatal("there is no log group")
				}
				if group.RetentionInDays != nil || group.KmsKeyId != nil {
					t.Errorf("retention %v and key %v were set, nothing was configured", group.RetentionInDays, group.KmsKeyId)
				}
				if tags := groupTags(t, env); len(tags) != 0 {
					t.Errorf("tags are left: %v", tags)
				}
				return nil
			},
		},
		resource.TestStep{
			Config:           env.Config(group("")),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		},
		importStep(),
	)
	if look(t, env) != nil {
		t.Error("the empty log group was not deleted")
	}
	if left := policies(t, env, ""); len(left) != 0 {
		t.Errorf("account-wide policies are left: %v", left)
	}
}

// importStep imports by block and expects nothing to do.
func importStep() resource.TestStep {
	return resource.TestStep{
		ResourceName:     address,
		ImportState:      true,
		ImportStateKind:  resource.ImportBlockWithID,
		ImportStateId:    name,
		ImportPlanChecks: resource.ImportPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
	}
}

const everything = `
  retention_in_days = 30
  kms_key_arn       = "` + keyARN + `"
  log_group_class   = "INFREQUENT_ACCESS"
  resource_policy   = "account"
  tags              = { team = "ci", empty = "" }
`

func TestLogGroupEverything(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(group(everything)),
			ConfigStateChecks: []statecheck.StateCheck{
				known("retention_in_days", knownvalue.Int64Exact(30)),
				known("kms_key_arn", knownvalue.StringExact(keyARN)),
				known("log_group_class", knownvalue.StringExact("INFREQUENT_ACCESS")),
				known("resource_policy", knownvalue.StringExact("account")),
				known("tags", knownvalue.MapExact(map[string]knownvalue.Check{
					"team": knownvalue.StringExact("ci"), "empty": knownvalue.StringExact(""),
				})),
			},
			Check: func(*terraform.State) error {
				group := look(t, env)
				if group == nil || aws.ToInt32(group.RetentionInDays) != 30 || aws.ToString(group.KmsKeyId) != keyARN ||
					group.LogGroupClass != logstypes.LogGroupClassInfrequentAccess {
					t.Errorf("the log group is %+v", group)
				}
				if tags := groupTags(t, env); len(tags) != 2 || tags["team"] != "ci" {
					t.Errorf("the tags are %v", tags)
				}
				return nil
			},
		},
		importStep(),
	)
}

func TestLogGroupImportsAllModes(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"log_group", "account", "none"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			config := group(fmt.Sprintf("resource_policy = %q", mode))
			env.Test(t, resource.TestStep{Config: env.Config(config)}, importStep())
		})
	}
}

func TestLogGroupImportByARN(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	step := importStep()
	step.ImportStateId = groupARN + ":*"
	env.Test(t, resource.TestStep{Config: env.Config(group(""))}, step,
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateId: "no:name",
			ExpectError: acctest.ErrorRegexp(`Invalid import ID`, `"no:name" is not a log group name. The import ID is the name, such as /aws/events/buildkite, followed by `+"`@<region>`"+` if it is not in the provider's region.`),
		},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateId: "/aws/events/other",
			ExpectError: acctest.ErrorRegexp(`Cannot import non-existent remote object`),
		},
	)
}

func TestLogGroupUpdates(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	step := func(lines string, check func(*logstypes.LogGroup) bool) resource.TestStep {
		return resource.TestStep{
			Config:           env.Config(group(lines)),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check: func(*terraform.State) error {
				if group := look(t, env); group == nil || !check(group) {
					t.Errorf("after %q the log group is %+v", lines, group)
				}
				return nil
			},
		}
	}
	env.Test(t,
		resource.TestStep{Config: env.Config(group(""))},
		step(`retention_in_days = 7`, func(g *logstypes.LogGroup) bool { return aws.ToInt32(g.RetentionInDays) == 7 }),
		step(`retention_in_days = 3653`, func(g *logstypes.LogGroup) bool { return aws.ToInt32(g.RetentionInDays) == 3653 }),
		step(``, func(g *logstypes.LogGroup) bool { return g.RetentionInDays == nil }),
		step(`kms_key_arn = "`+keyARN+`"`, func(g *logstypes.LogGroup) bool { return aws.ToString(g.KmsKeyId) == keyARN }),
		step(`kms_key_arn = "`+otherKey+`"`, func(g *logstypes.LogGroup) bool { return aws.ToString(g.KmsKeyId) == otherKey }),
		step(``, func(g *logstypes.LogGroup) bool { return g.KmsKeyId == nil }),
		step(`tags = { a = "1", b = "2" }`, func(*logstypes.LogGroup) bool { return fmt.Sprint(groupTags(t, env)) == "map[a:1 b:2]" }),
		step(`tags = { b = "3" }`, func(*logstypes.LogGroup) bool { return fmt.Sprint(groupTags(t, env)) == "map[b:3]" }),
		step(``, func(*logstypes.LogGroup) bool { return len(groupTags(t, env)) == 0 }),
		step(`force_destroy = true`, func(*logstypes.LogGroup) bool { return true }),
	)
}

func TestLogGroupDefaultTags(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	const defaults = `default_tags = { tags = { owner = "platform", team = "none" } }`
	env.Test(t,
		resource.TestStep{
			Config: env.ConfigWith(defaults, group(`tags = { team = "ci" }`)),
			ConfigStateChecks: []statecheck.StateCheck{
				known("tags", knownvalue.MapExact(map[string]knownvalue.Check{"team": knownvalue.StringExact("ci")})),
				known("tags_all", knownvalue.MapExact(map[string]knownvalue.Check{
					"team": knownvalue.StringExact("ci"), "owner": knownvalue.StringExact("platform"),
				})),
			},
		},
		resource.TestStep{
			Config: env.ConfigWith(defaults, group(``)),
			Check: func(*terraform.State) error {
				if got := fmt.Sprint(groupTags(t, env)); got != "map[owner:platform team:none]" {
					t.Errorf("tags are %s", got)
				}
				return nil
			},
		},
		resource.TestStep{
			Config: env.ConfigWith(defaults, group(`create_log_group = false`)),
			ConfigStateChecks: []statecheck.StateCheck{
				known("tags_all", knownvalue.MapExact(map[string]knownvalue.Check{})),
			},
		},
	)
}

func TestLogGroupDrift(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(group(`
  retention_in_days = 30
  kms_key_arn       = "` + keyARN + `"
  tags              = { team = "ci" }`))
	client := env.Logs()
	settled := func() {
		group := look(t, env)
		if group == nil || aws.ToInt32(group.RetentionInDays) != 30 || aws.ToString(group.KmsKeyId) != keyARN || fmt.Sprint(groupTags(t, env)) != "map[team:ci]" || aws.ToBool(group.DeletionProtectionEnabled) {
			t.Errorf("not repaired: %+v %v", group, groupTags(t, env))
		}
		if !delivers(t, env) {
			t.Error("EventBridge may not write")
		}
	}
	drift := func(change func()) resource.TestStep {
		return resource.TestStep{
			PreConfig: change, Config: config, ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check: func(*terraform.State) error { settled(); return nil },
		}
	}
	env.Test(t,
		resource.TestStep{Config: config},
		drift(func() {
			do(t, client.PutRetentionPolicy, &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: aws.String(name), RetentionInDays: aws.Int32(1)})
		}),
		drift(func() {
			do(t, client.DeleteRetentionPolicy, &cloudwatchlogs.DeleteRetentionPolicyInput{LogGroupName: aws.String(name)})
		}),
		drift(func() {
			do(t, client.DisassociateKmsKey, &cloudwatchlogs.DisassociateKmsKeyInput{LogGroupName: aws.String(name)})
		}),
		drift(func() {
			do(t, client.AssociateKmsKey, &cloudwatchlogs.AssociateKmsKeyInput{LogGroupName: aws.String(name), KmsKeyId: aws.String(otherKey)})
		}),
		drift(func() {
			do(t, client.TagResource, &cloudwatchlogs.TagResourceInput{ResourceArn: aws.String(groupARN), Tags: map[string]string{"team": "x", "more": "y"}})
		}),
		drift(func() {
			do(t, client.UntagResource, &cloudwatchlogs.UntagResourceInput{ResourceArn: aws.String(groupARN), TagKeys: []string{"team"}})
		}),
		drift(func() {
			do(t, client.PutLogGroupDeletionProtection, &cloudwatchlogs.PutLogGroupDeletionProtectionInput{LogGroupIdentifier: aws.String(name), DeletionProtectionEnabled: aws.Bool(true)})
		}),
		drift(func() { removeGroupPolicy(t, env) }),
		drift(func() { putGroupPolicy(t, env, foreignPolicy) }),
		resource.TestStep{ // somebody deletes the group
			PreConfig: func() {
				do(t, client.DeleteLogGroup, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(name)})
			},
			Config: config, ConfigPlanChecks: action(plancheck.ResourceActionCreate),
			Check: func(*terraform.State) error { settled(); return nil },
		},
	)
}

func TestLogGroupUnmanagedTagsAreLeftAlone(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t,
		resource.TestStep{Config: env.Config(group(""))},
		resource.TestStep{
			PreConfig: func() {
				do(t, env.Logs().TagResource, &cloudwatchlogs.TagResourceInput{ResourceArn: aws.String(groupARN), Tags: map[string]string{"cost": "1"}})
				env.Emulator.ResetCalls()
			},
			Config:           env.Config(group("")),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			Check: func(*terraform.State) error {
				if calls := env.Emulator.CallCount("logs:ListTagsForResource"); calls != 0 {
					t.Errorf("tags were read %d times and are not managed", calls)
				}
				if groupTags(t, env)["cost"] != "1" {
					t.Error("the tag is gone")
				}
				return nil
			},
		},
	)
}

func TestLogGroupUnknownValues(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(`
resource "terraform_data" "later" {
  input = { name = "` + name + `", days = 30, key = "` + keyARN + `", class = "STANDARD", policy = "account", yes = true, tag = "ci" }
}

resource "eventbridge_log_group" "test" {
  name              = terraform_data.later.output.name
  create_log_group  = terraform_data.later.output.yes
  retention_in_days = terraform_data.later.output.days
  kms_key_arn       = terraform_data.later.output.key
  log_group_class   = terraform_data.later.output.class
  resource_policy   = terraform_data.later.output.policy
  force_destroy     = terraform_data.later.output.yes
  tags              = { team = terraform_data.later.output.tag }
}
`)
	env.Test(t, resource.TestStep{
		Config: config,
		ConfigStateChecks: []statecheck.StateCheck{
			known("name", knownvalue.StringExact(name)),
			known("retention_in_days", knownvalue.Int64Exact(30)),
			known("kms_key_arn", knownvalue.StringExact(keyARN)),
			known("resource_policy", knownvalue.StringExact("account")),
			known("force_destroy", knownvalue.Bool(true)),
			known("tags_all", knownvalue.MapExact(map[string]knownvalue.Check{"team": knownvalue.StringExact("ci")})),
		},
	})
}
