package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// toLogs are the resources that bring a partner's events to a log group.
var toLogs = []string{
	"eventbridge_partner_event_source_association", "eventbridge_rule", "eventbridge_log_group", "eventbridge_log_target",
}

// everythingPolicy allows to manage every object with every setting.
func everythingPolicy(data *permission.Data) permission.Document {
	return policyFor(data, func(permission.Object, permission.Need) bool { return true })
}

// toLogsPolicy allows to bring events to log groups.
func toLogsPolicy(data *permission.Data) permission.Document {
	return policyFor(data, func(object permission.Object, _ permission.Need) bool {
		return object.Kind == permission.KindResource && slices.Contains(toLogs, object.Name)
	})
}

// planPolicy allows to plan and to query, and changes nothing.
func planPolicy(data *permission.Data) permission.Document {
	return policyFor(data, func(_ permission.Object, need permission.Need) bool {
		return need.IsFor(permission.Read) && data.Actions[need.Action].IsRead()
	})
}

// policyFor allows what include selects. What the provider itself needs to
// assume a role belongs to another identity and is never in it.
func policyFor(data *permission.Data, include func(permission.Object, permission.Need) bool) permission.Document {
	return data.Policy(permission.Needs(data.Objects, func(object permission.Object, need permission.Need) bool {
		return object.Kind != permission.KindProvider && include(object, need)
	}), data.Examples())
}

// permissionsGuide is the guide to permissions. What each resource needs is on
// its own page; see permissionsSection.
func permissionsGuide(data *permission.Data) []byte {
	b := newPage("Permissions", "", "Least-privilege IAM policies for Terraform, and the policies that the provider writes.")
	b.p("Three identities need permissions: the one that runs Terraform, the roles of metrics, summaries, audit logs and webhooks, and EventBridge when it writes to a log group. " +
		"You grant the first; the provider creates the others.")
	b.p("Every policy here is tested against an emulator that enforces IAM policies. The actions that a single resource needs are listed under **Permissions** on its page: "+
		"that policy alone is enough to create, plan, update, import and destroy the resource with any setting. If a required action is missing, the error names it. "+
		"The resources that an action can be restricted to are those of AWS's service authorization reference, as of %s.", data.AsOf)

	b.p("## Placeholders")
	b.p("The ARNs in all policies contain these example values. Replace them with your own; each ARN can be repeated and can contain `*`.")
	b.WriteString("| Value | Meaning |\n|---|---|\n")
	for _, placeholder := range data.Placeholders {
		fmt.Fprintf(b, "| `%s` | %s |\n", placeholder.Example, cell(placeholder.About))
	}
	b.WriteString("\n")

	b.p("## All resources")
	b.p("All resources, data sources and list resources, with every setting:")
	policy(b, everythingPolicy(data))
	b.p("~> An identity that can write role policies and pass the roles can grant any permission. Restrict the ARNs of `Roles` and of both `PassRole` statements to names that only these roles have, " +
		"or create the roles elsewhere and pass their ARNs to [`eventbridge_metric`](../resources/metric.md), [`eventbridge_devops_agent_summary`](../resources/devops_agent_summary.md), [`eventbridge_buildkite_audit_log`](../resources/buildkite_audit_log.md) and [`eventbridge_webhook`](../resources/webhook.md), which then need no `iam` action except `PassRole`. " +
		"To enforce a permissions boundary, use `permissions_boundary_arn` and the condition key `iam:PermissionsBoundary` on `iam:CreateRole`, `iam:PutRolePolicy` and `iam:PutRolePermissionsBoundary`, and leave out `iam:DeleteRolePermissionsBoundary`.")
	b.p("## Events to log groups")
	b.p("%s: associate an event source, select its events, and store them in log groups. No `iam` action is needed.", resourceLinks(toLogs))
	policy(b, toLogsPolicy(data))
	b.p("## Plan only")
	b.p("What `terraform plan` and `terraform query` need, for example in a pipeline that plans pull requests. Nothing can be changed with it.")
	policy(b, planPolicy(data))

	assumeRole(b, data)
	servicePolicies(b, data)
	operations(b, data)
	conditionKeys(b)
	return b.bytes()
}

// policy adds a policy to copy.
func policy(b *page, document permission.Document) { b.p("```json\n%s\n```", document.JSON()) }

// assumeRole shows what the caller of `assume_role` needs.
func assumeRole(b *page, data *permission.Data) {
	for _, object := range data.Objects {
		if object.Kind == permission.KindProvider {
			b.p("## The provider with `assume_role`")
			b.p("%s", object.Note)
			needsTable(b, data, object)
			policy(b, data.Policy(object.Needs, data.Examples()))
		}
	}
}

// servicePolicies shows the policies that the provider writes for AWS's services.
func servicePolicies(b *page, data *permission.Data) {
	b.p("## Policies that the provider writes")
	b.p("They are shown here for review, and for roles that you create yourself.")
	for _, written := range data.Runtime {
		values := data.ExamplesWith(written.Examples)
		b.p("%s", written.About)
		if written.Trust != nil {
			b.p("Trust policy:")
			b.p("```json\n%s\n```", fillJSON(written.Trust, values))
			b.p("Permissions:")
		}
		b.p("```json\n%s\n```", fillJSON(written.Policy, values))
	}
}

func fillJSON(text json.RawMessage, values permission.Values) string {
	return indentJSON([]byte(values.Fill(string(text))))
}

// permissionsSection is the section of a reference page on permissions.
func permissionsSection(data *permission.Data, object permission.Object) string {
	var b page
	b.p("## Permissions")
	if object.Note != "" {
		b.p("%s", object.Note)
	}
	if len(object.Needs) > 0 {
		b.p("The identity that runs Terraform needs these actions. *read* is every plan, refresh and import. " +
			"If the last column says *error*, the action is required; otherwise it says what the provider does without it. " +
			"[Permissions](../guides/permissions.md) explains the ARNs and has policies for all resources together.")
		needsTable(&b, data, object)
		policy(&b, data.Policy(object.Needs, data.ExamplesWith(object.Examples)))
	}
	return strings.TrimSpace(b.String())
}

// needsTable lists the actions that an object needs.
func needsTable(b *page, data *permission.Data, object permission.Object) {
	b.WriteString("| Action | Called in | Only with | Purpose | If denied |\n|---|---|---|---|---|\n")
	for _, need := range object.Needs {
		denied := "error"
		if need.Optional() {
			denied = need.Without
		}
		phases := make([]string, len(need.For))
		for i, phase := range need.For {
			phases[i] = string(phase)
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s |\n",
			need.Action, strings.Join(phases, ", "), cell(data.Features[need.When]), cell(need.Why), cell(denied))
	}
	b.WriteString("\n")
}

func operations(b *page, data *permission.Data) {
	b.p("## Calls that need other actions")
	b.p("Most API calls need the action of the same name. These need more, or none:")
	b.WriteString("| Call | Also needs | When |\n|---|---|---|\n")
	for _, operation := range data.Operations {
		needs := "no permission"
		if len(operation.Actions) > 0 {
			needs = prose.Codes(operation.Actions)
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", operation.Operation, needs, cell(operation.Where))
	}
	b.WriteString("\n")
}

// conditionKeys is what cannot be derived from the provider's calls.
func conditionKeys(b *page) {
	b.p("## Condition keys")
	b.p("AWS documents condition keys that restrict what can be created, not only where. All are optional:")
	b.WriteString(`| Action | Condition key | Restricts to |
|---|---|---|
| ` + "`events:PutRule`" + ` | ` + "`events:source`, `events:detail-type`" + ` | rules for certain sources and detail-types |
| ` + "`events:PutTargets`" + ` | ` + "`events:TargetArn`" + ` | targets that send to certain log groups or state machines |
| ` + "`iam:PassRole`" + ` | ` + "`iam:AssociatedResourceArn`" + ` | roles for certain state machines or rules |
| ` + "`events:CreateEventBus`, `events:PutRule`, `logs:CreateLogGroup`, `states:CreateStateMachine`, `iam:CreateRole`" + ` and the tagging actions | ` + "`aws:RequestTag/...`, `aws:TagKeys`" + ` | objects with certain tags |

`)
	b.p("Some permissions are granted elsewhere. The key policy of your KMS key must allow EventBridge (`kms_key_identifier`) or CloudWatch Logs (`kms_key_arn`, see [`eventbridge_log_group`](../resources/log_group.md#encryption)) to use it. " +
		"The queue policy of a dead-letter queue must allow `events.amazonaws.com` to send to it. If a service control policy or a permissions boundary applies, it must allow the same actions.")
	b.p("~> AWS documents which permissions the service needs on a key, but not whether the caller needs them too. If setting a key fails with a KMS error, allow `kms:DescribeKey`, `kms:GenerateDataKey` and `kms:Decrypt` on the key.")
}

// resourceLinks links to the pages of resources, as a list in a sentence.
func resourceLinks(names []string) string {
	links := make([]string, len(names))
	for i, name := range names {
		links[i] = fmt.Sprintf("[`%s`](../resources/%s.md)", name, strings.TrimPrefix(name, prefix))
	}
	return prose.And(links)
}
