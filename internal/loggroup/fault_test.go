package loggroup_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// settled holds that the log group is whole: as configured by fullConfig, and
// without the mark of its creation.
func settled(t *testing.T, env *acctest.Env) {
	t.Helper()
	group := look(t, env)
	if group == nil || aws.ToInt32(group.RetentionInDays) != 30 || aws.ToString(group.KmsKeyId) != keyARN {
		t.Errorf("the log group is %+v", group)
		return
	}
	if tags := groupTags(t, env); len(tags) != 1 || tags["team"] != "ci" {
		t.Errorf("the tags are %v", tags)
	}
	if !delivers(t, env) {
		t.Error("EventBridge may not write")
	}
}

const full = `
  retention_in_days = 30
  kms_key_arn       = "` + keyARN + `"
  tags              = { team = "ci" }
`

// Everything that passes by itself is got over within one apply.
func TestFaultsThatPass(t *testing.T) {
	t.Parallel()
	for title, fault := range map[string]emulator.Fault{
		"throttling":                      {Service: "logs", Code: "ThrottlingException", Rate: 0.5, Seed: 1},
		"internal errors":                 {Service: "logs", Status: 500, Rate: 0.5, Seed: 2},
		"concurrent change":               {Service: "logs", Operation: "PutRetentionPolicy", Code: "OperationAbortedException", Times: 3},
		"cut before creating":             {Service: "logs", Operation: "CreateLogGroup", CutConnection: true, Times: 2},
		"lost answer of the creation":     {Service: "logs", Operation: "CreateLogGroup", CutAfter: true, Times: 1},
		"lost answer of the policy":       {Service: "logs", Operation: "PutResourcePolicy", CutAfter: true, Times: 1},
		"lost answers of the rest":        {Service: "logs", Operation: "PutRetentionPolicy", CutAfter: true, Times: 2},
		"lost answers everywhere":         {Service: "logs", CutAfter: true, Rate: 0.4, Seed: 3},
		"not there yet after creation":    {Service: "logs", Operation: "PutResourcePolicy", Code: "ResourceNotFoundException", Times: 3},
		"not listed yet after creation":   {Service: "logs", Operation: "DescribeLogGroups", StaleReads: 1, After: 1, Times: 3},
		"policy aborted by another write": {Service: "logs", Operation: "PutResourcePolicy", Code: "OperationAbortedException", Times: 2},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Emulator.Inject(fault)
			env.Test(t, resource.TestStep{
				Config: env.Config(group(full)),
				Check: func(*terraform.State) error {
					env.Emulator.ClearFaults()
					settled(t, env)
					return nil
				},
			})
			if look(t, env) != nil {
				t.Error("the log group was not deleted")
			}
		})
	}
}

// Whatever fails for good half-way, the next apply repairs it.
func TestFaultsThatStay(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{"CreateLogGroup", "PutRetentionPolicy", "PutResourcePolicy"} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Emulator.Inject(emulator.Fault{Service: "logs", Operation: operation, Code: "AccessDeniedException"})
			env.Test(t,
				resource.TestStep{
					Config:      env.Config(group(full)),
					ExpectError: acctest.ErrorRegexp(`Missing AWS permission`, `logs:`+operation),
				},
				resource.TestStep{
					PreConfig: env.Emulator.ClearFaults,
					Config:    env.Config(group(full)),
					Check:     func(*terraform.State) error { settled(t, env); return nil },
				},
			)
		})
	}
}

// With adopt_identical, a log group that an interrupted creation left behind is
// adopted and finished. One with another retention or other tags is not.
func TestUnfinishedCreation(t *testing.T) {
	t.Parallel()
	for title, test := range map[string]struct {
		tags     map[string]string
		settings string
		refused  string
	}{
		"identical":     {map[string]string{"team": "ci"}, full, ""},
		"other tags":    {map[string]string{"team": "ci", "old": "tag"}, full, "its tags differ from the configuration"},
		"without a tag": {nil, `kms_key_arn = "` + keyARN + `"`, "only an object with at least one tag is adopted"},
		"other key":     {map[string]string{"team": "ci"}, `tags = { team = "ci" }`, "its KMS key differs from the configuration"},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			do(t, env.Logs().CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(name), KmsKeyId: aws.String(keyARN), Tags: test.tags})
			step := resource.TestStep{
				Config:           env.ConfigWith("adopt_identical = true", group(test.settings)),
				ConfigPlanChecks: action(plancheck.ResourceActionCreate),
			}
			if test.refused == "" {
				step.Check = func(*terraform.State) error { settled(t, env); return nil }
			} else {
				step.ExpectError = acctest.ErrorRegexp("Log group already exists", "`adopt_identical` has no effect here: "+test.refused)
			}
			env.Test(t, step)
		})
	}
}

// A group that somebody makes between the look and the creation is theirs.
func TestCreationThatComesSecond(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Emulator.Inject(emulator.Fault{
		Service: "logs", Operation: "DescribeLogGroups", Times: 1, StaleReads: 1,
	})
	makeGroup(t, env)
	env.Test(t, resource.TestStep{
		Config:      env.Config(group("")),
		ExpectError: acctest.ErrorRegexp(`Log group already exists`),
	})
	if look(t, env) == nil {
		t.Error("somebody else's log group was deleted")
	}
}

func TestUpdateOfVanishedGroup(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t,
		resource.TestStep{Config: env.Config(group(""))},
		resource.TestStep{
			PreConfig: func() {
				env.Emulator.Inject(emulator.Fault{
					Service: "logs", Operation: "PutRetentionPolicy", Code: "ResourceNotFoundException",
				})
			},
			Config:      env.Config(group("retention_in_days = 7")),
			ExpectError: acctest.ErrorRegexp(`Object not found`, `Setting the retention of log group "/aws/events/buildkite" failed.`, `Apply again to continue.`),
		},
		resource.TestStep{PreConfig: env.Emulator.ClearFaults, Config: env.Config(group("retention_in_days = 7"))},
	)
}

// A group listed after longer names of the same beginning is found.
func TestGroupAmongOthers(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for _, suffix := range []string{"-a", "/b", "0"} {
		if _, err := env.Logs().CreateLogGroup(context.Background(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(name + suffix)}); err != nil {
			t.Fatal(err)
		}
	}
	env.Test(t, resource.TestStep{Config: env.Config(group(""))})
}
