package loggroup_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

func TestLogGroupBadInput(t *testing.T) {
	t.Parallel()
	named := func(name string) string {
		return fmt.Sprintf("resource \"eventbridge_log_group\" \"test\" {\n  name = %q\n}\n", name)
	}
	const unmanaged = "create_log_group = false\n"
	all := map[string]acctest.Refusal{}
	for config, errors := range map[string][]string{
		named(""):                       {`name = ""`, `Attribute name string length must be between 1 and 512, got: 0`},
		named(strings.Repeat("a", 513)): {`string length must be between 1 and 512`, `got: 513`},
		named("/aws/events:x"):          {`name = "/aws/events:x"`, `may contain letters, digits and . - _ / # only`},
		named("aws/events"):             {`Reserved log group name`, `name = "aws/events"`, `so "aws/events" cannot be created. Put a slash in front: "/aws/events".`},

		group("retention_in_days = 10"): {`Invalid retention period`, `retention_in_days = 10`,
			`CloudWatch Logs does not support a retention of 10 days. Supported are 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 and 3653. The nearest is 7.`},
		group("retention_in_days = 0"):    {`retention_in_days = 0`, `The nearest is 1. To keep events indefinitely, omit retention_in_days.`},
		group("retention_in_days = 9999"): {`The nearest is 3653.`},

		group(`kms_key_arn = "alias/x"`):                                    {`Invalid ARN`, `kms_key_arn = "alias/x"`},
		group(`kms_key_arn = "arn:aws:kms:us-east-1:123456789012:alias/x"`): {`Invalid ARN`, `kms_key_arn = `},
		group(`log_group_class = "standard"`):                               {`Invalid log group class`, `log_group_class = "standard"`, `"standard" is not a log class, which consists of capital letters and underscores.`},
		group(`log_group_class = "DELIVERY"`):                               {`Unsupported log group class`, `log_group_class = "DELIVERY"`, `events in them cannot be read. Use STANDARD or INFREQUENT_ACCESS.`},
		group(`resource_policy = "group"`):                                  {`resource_policy = "group"`, `The value must be "log_group", "account" or "none".`},
		group(`resource_policy = "changed"`):                                {`The value must be "log_group", "account" or "none".`},
		group(`tags = { "aws:x" = "1" }`):                                   {`tags`, `aws:`},

		group("force_destroy = true\nskip_destroy = true"): {`Conflicting destroy arguments`, `skip_destroy = true`, "Remove one of them."},

		group(unmanaged + `retention_in_days = 30`): {`Conflicting create_log_group value`, `retention_in_days = 30`,
			"the resource manages the resource policy only, so `retention_in_days` has no effect. Remove `retention_in_days`; or import the log group"},
		group(unmanaged + `kms_key_arn = "` + keyARN + `"`): {`kms_key_arn = `, "`kms_key_arn` has no effect."},
		group(unmanaged + `log_group_class = "STANDARD"`):   {`log_group_class = `, "`log_group_class` has no effect."},
		group(unmanaged + `tags = { a = "b" }`):             {`tags = `, "`tags` has no effect."},
		group(unmanaged + `force_destroy = true`):           {`force_destroy = true`, "`force_destroy` has no effect."},
		group(`tags = { "a,b" = "c" }`):                     {`Invalid tag key`, `"a,b" = "c"`, `CloudWatch Logs does not accept ',' in tags. The key "a,b" may contain letters, digits, spaces and _ . : / = + - @ only.`},
		group(`tags = { a = "b#1" }`):                       {`Invalid tag value`, `a = "b#1"`, `CloudWatch Logs does not accept '#' in tags.`},
	} {
		all[config] = acctest.Refusal{Config: config, Want: errors}
	}
	acctest.New(t).Refuses(all)
}
