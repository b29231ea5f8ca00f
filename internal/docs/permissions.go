package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// toLogs are the resources that bring a partner's events to a log group.
var toLogs = []string{
	"eventbridge_partner_event_source_association", "eventbridge_rule", "eventbridge_log_group", "eventbridge_log_target",
}

// everything is what whoever manages all of it needs.
func everything(data *permission.Data) permission.Document {
	return data.Policy(permission.Needs(data.Objects, func(of permission.Object, _ permission.Need) bool {
		return of.Kind != permission.KindProvider
	}), data.Examples())
}

// eventsToLogs is what whoever brings events to log groups needs.
func eventsToLogs(data *permission.Data) permission.Document {
	return data.Policy(permission.Needs(data.Objects, func(of permission.Object, _ permission.Need) bool {
		return of.Kind == permission.KindResource && slices.Contains(toLogs, of.Name)
	}), data.Examples())
}

// readOnly is what a plan needs.
func readOnly(data *permission.Data) permission.Document {
	return data.Policy(permission.Needs(data.Objects, func(of permission.Object, need permission.Need) bool {
		return of.Kind != permission.KindProvider && need.IsFor(permission.Read) && data.Actions[need.Action].IsRead()
	}), data.Examples())
}

// permissionsGuide renders the guide to permissions. It says no more of actions
// than the data does.
func permissionsGuide(data *permission.Data) []byte {
	var b page
	b.WriteString("---\npage_title: \"Permissions\"\ndescription: |-\n  The least IAM permissions for all of it, for a plan, and for each resource, as policies to copy.\n---\n\n")
	b.WriteString("<!-- Written by make docs from internal/permission. -->\n\n")
	b.p("# Permissions")
	b.p("Three kinds of identity need permissions: whoever runs Terraform, the roles of metrics, and EventBridge when it writes to a log group. " +
		"The first you grant; the others the provider makes.")
	b.p("Each policy on this page is tested against an emulated AWS that enforces it. The policy of a resource, and no more, is enough for the resource's whole life: "+
		"create, plan, change, import, destroy, with every setting. Without any one of its required actions something fails, and the error names the action. "+
		"Which resources an action can be narrowed to is what AWS's service authorization reference says, as of %s.", data.AsOf)
	placeholders(&b, data)

	b.p("## Policies to copy")
	b.p("### Everything")
	b.p("All resources, data sources and lists, with every setting:")
	policy(&b, everything(data))
	b.p("~> Whoever may write the policy of a role and hand the role over can grant what they like. Narrow the ARN of `Roles` and of the two `PassRole` statements to names that only metrics have, " +
		"or have the roles made elsewhere and give their ARNs to [`eventbridge_metric`](../resources/metric.md): then it needs nothing of `iam` but `PassRole`. " +
		"With `permissions_boundary_arn` you can ask for a boundary, with the condition key `iam:PermissionsBoundary` on `iam:CreateRole`, `iam:PutRolePolicy` and `iam:PutRolePermissionsBoundary`; leave `iam:DeleteRolePermissionsBoundary` out then.")
	b.p("### Events to log groups")
	b.p("%s: associate a partner's event source, select its events, and keep them in log groups. Nothing of `iam` is in it.", resourceLinks(toLogs))
	policy(&b, eventsToLogs(data))
	b.p("### Plan only")
	b.p("What `terraform plan` and `terraform query` need, for a pipeline that plans pull requests. It changes nothing:")
	policy(&b, readOnly(data))

	runtime(&b, data)
	b.p("## What each resource needs")
	b.p("*Read* is every plan, refresh and import. Where the last column says what happens instead, the action is optional. " +
		"Where it says *error*, the operation fails.")
	for _, kind := range []permission.Kind{permission.KindResource, permission.KindDataSource, permission.KindListResource, permission.KindProvider} {
		for _, object := range data.Objects {
			if object.Kind == kind {
				objectSection(&b, data, object)
			}
		}
	}

	operations(&b, data)
	narrower(&b)
	return b.Bytes()
}

func placeholders(b *page, data *permission.Data) {
	b.p("## What to replace")
	b.p("The ARNs have these values in them. Put yours in their place; each can be a list, and have `*` in it.")
	b.WriteString("| Value | Stands for |\n|---|---|\n")
	for _, placeholder := range data.Placeholders {
		fmt.Fprintf(b, "| `%s` | %s |\n", placeholder.Example, cell(placeholder.About))
	}
	b.WriteString("\n")
}

// policy is a policy to copy.
func policy(b *page, document permission.Document) { b.p("```json\n%s\n```", document.JSON()) }

// runtime shows the policies that the provider writes.
func runtime(b *page, data *permission.Data) {
	b.p("## What works while events flow")
	b.p("These policies are written by the provider. They are here for a review, and for roles that you make yourself.")
	values := data.Examples()
	// What is made is for one metric or log group each.
	values["state_machine"], values["log_group"] = "Buildkite-JobWaitTime-1a2b3c4d", "/aws/events/buildkite"
	for _, written := range data.Runtime {
		b.p("%s", written.About)
		if written.Trust != nil {
			b.p("Its trust policy:")
			b.p("```json\n%s\n```", fillJSON(written.Trust, values))
			b.p("What it may do:")
		}
		b.p("```json\n%s\n```", fillJSON(written.Policy, values))
	}
}

func fillJSON(text json.RawMessage, values permission.Values) string {
	return indentJSON([]byte(values.Fill(string(text))))
}

// page names of kinds, and the titles of their sections.
var kindPages = map[permission.Kind]struct{ folder, title string }{
	permission.KindResource:     {"resources", "`%s`"},
	permission.KindDataSource:   {"data-sources", "Data source `%s`"},
	permission.KindListResource: {"list-resources", "List of `%s`"},
	permission.KindProvider:     {"", "The %s with `assume_role`"},
}

func objectSection(b *page, data *permission.Data, object permission.Object) {
	of := kindPages[object.Kind]
	b.p("### "+of.title, object.Name)
	if of.folder != "" {
		b.p("%s", strings.TrimSpace(fmt.Sprintf("[Its page](../%s/%s.md). %s", of.folder, strings.TrimPrefix(object.Name, "eventbridge_"), object.Note)))
	} else {
		b.p("%s", object.Note)
	}
	if len(object.Needs) == 0 {
		return
	}
	phased := object.Kind == permission.KindResource
	if phased {
		b.WriteString("| Action | Called in | Only with | What for | If it is denied |\n|---|---|---|---|---|\n")
	} else {
		b.WriteString("| Action | Only with | What for | If it is denied |\n|---|---|---|---|\n")
	}
	for _, need := range object.Needs {
		denied := "error"
		if need.Optional() {
			denied = need.Without
		}
		fmt.Fprintf(b, "| `%s` ", need.Action)
		if phased {
			fmt.Fprintf(b, "| %s ", phases(need))
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", cell(data.Features[need.When]), cell(need.Why), cell(denied))
	}
	b.WriteString("\n")
	policy(b, data.Policy(object.Needs, data.Examples()))
}

func phases(need permission.Need) string {
	named := make([]string, len(need.For))
	for i, phase := range need.For {
		named[i] = string(phase)
	}
	return strings.Join(named, ", ")
}

func operations(b *page, data *permission.Data) {
	b.p("## Calls with other actions")
	b.p("Nearly every call needs the action of its own name. These need others besides, or none:")
	b.WriteString("| Call | Needs besides | Why |\n|---|---|---|\n")
	for _, operation := range data.Operations {
		needs := "no permission at all"
		if len(operation.Actions) > 0 {
			needs = prose.Codes(operation.Actions)
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", operation.Operation, needs, cell(operation.Where))
	}
	b.WriteString("\n")
}

// narrower is what can't be told from the provider's calls.
func narrower(b *page) {
	b.p("## Narrower still")
	b.p("AWS documents condition keys that narrow what can be made, not only where. None is needed:")
	b.WriteString(`| Action | Condition key | Narrows to |
|---|---|---|
| ` + "`events:PutRule`" + ` | ` + "`events:source`, `events:detail-type`" + ` | rules for events of some sources and detail-types |
| ` + "`events:PutTargets`" + ` | ` + "`events:TargetArn`" + ` | targets that send to some log groups or state machines |
| ` + "`iam:PassRole`" + ` | ` + "`iam:AssociatedResourceArn`" + ` | a role for some state machines or rules |
| ` + "`events:CreateEventBus`, `events:PutRule`, `logs:CreateLogGroup`, `states:CreateStateMachine`, `iam:CreateRole`" + ` and the tagging actions | ` + "`aws:RequestTag/...`, `aws:TagKeys`" + ` | objects with tags that you ask for. Allow the key ` + "`terraform-provider-eventbridge:creating`" + ` as well: a tag of that name marks what is not finished yet |

`)
	b.p("Some permissions are given elsewhere. A KMS key of yours has to let EventBridge (`kms_key_identifier`) or CloudWatch Logs (`kms_key_arn`) use it, in its key policy. " +
		"A dead-letter queue has to let `events.amazonaws.com` send to it, in its queue policy. Where a service control policy or a permissions boundary applies, it has to allow the same actions.")
	b.p("~> AWS documents which key permissions the service needs, and not whether it asks for them in the caller's name as well. If setting a key is refused with an error of KMS, allow `kms:DescribeKey`, `kms:GenerateDataKey` and `kms:Decrypt` on the key.")
}

// resourceLinks are links to the pages of resources, as a list in a sentence.
func resourceLinks(names []string) string {
	links := make([]string, len(names))
	for i, name := range names {
		links[i] = fmt.Sprintf("[`%s`](../resources/%s.md)", name, strings.TrimPrefix(name, "eventbridge_"))
	}
	return prose.And(links)
}
