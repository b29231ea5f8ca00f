package permission_test

import (
	"encoding/json"
	"net/url"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// TestObjects compares the data with what the provider offers: exactly one
// entry is true for each resource, data source and list, and none is left over.
func TestObjects(t *testing.T) {
	t.Parallel()
	data, schemas := permission.Default(), acctest.Schemas()
	meant := map[string]int{}
	look := func(kind permission.Kind, name string) {
		found := 0
		for _, object := range data.Objects {
			if object.Covers(kind, name) {
				found++
				meant[string(object.Kind)+" "+object.Name]++
			}
		}
		if found != 1 {
			t.Errorf("%d entries for the %s %s", found, kind, name)
		}
	}
	for name := range schemas.ResourceSchemas {
		look(permission.KindResource, name)
	}
	for name := range schemas.DataSourceSchemas {
		look(permission.KindDataSource, name)
	}
	for name := range schemas.ListResourceSchemas {
		look(permission.KindListResource, name)
	}
	for _, object := range data.Objects {
		if meant[string(object.Kind)+" "+object.Name] == 0 && object.Kind != permission.KindProvider {
			t.Errorf("the provider offers no %s %s", object.Kind, object.Name)
		}
	}
}

// TestExamplesOfObjects holds that the policy on a page covers the names that the
// resource gives by default.
func TestExamplesOfObjects(t *testing.T) {
	t.Parallel()
	data := permission.Default()
	for name, defaults := range map[string]map[string][]string{
		"eventbridge_webhook": {"role": {"chat-us-east-1-invocation"}},
		"eventbridge_target":  {"role": {"chat-us-east-1-invocation"}},
		"eventbridge_devops_agent_summary": {
			"state_machine": {"devops-agent-summary"},
			"role":          {"devops-agent-summary-us-east-1-invocation", "devops-agent-summary-us-east-1-execution"},
		},
	} {
		object, _ := data.Object(permission.KindResource, name)
		examples := data.ExamplesWith(object.Examples)
		for placeholder, names := range defaults {
			for _, given := range names {
				if covered, err := path.Match(examples[placeholder], given); err != nil || !covered {
					t.Errorf("%s: the example %q of %s does not cover %q (%v)", name, examples[placeholder], placeholder, given, err)
				}
			}
		}
	}
	for _, object := range data.Objects {
		for placeholder := range object.Examples {
			if data.Examples()[placeholder] == "" {
				t.Errorf("%s has an example of %q, which is no placeholder", object.Name, placeholder)
			}
		}
	}
}

// TestData looks for what is in the data and means nothing.
func TestData(t *testing.T) {
	t.Parallel()
	data := permission.Default()
	var used []string
	for _, object := range data.Objects {
		for _, need := range object.Needs {
			kind := data.Actions[need.Action].Resources[0]
			if need.On != "" {
				kind = need.On
			}
			used = append(used, "action "+need.Action, "feature "+need.When, "resource "+kind)
			for _, arn := range data.Resource(need).ARNs {
				if strings.Contains(exact.Fill(arn), "{") {
					t.Errorf("%s has a placeholder that nothing is known about", arn)
				}
			}
			if (need.PassedTo != "") != (need.Action == "iam:PassRole") {
				t.Errorf("%s: %s is passed to %q", object.Name, need.Action, need.PassedTo)
			}
		}
	}
	for name := range data.Actions {
		if !slices.Contains(used, "action "+name) {
			t.Errorf("nothing needs %s", name)
		}
	}
	for name := range data.Features {
		if !slices.Contains(used, "feature "+name) {
			t.Errorf("nothing needs an action for %s", name)
		}
	}
	for name := range data.Resources {
		if !slices.Contains(used, "resource "+name) {
			t.Errorf("nothing is narrowed to %s", name)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	const frame = `{"resources":{"any":{"sid":"A","arns":["*"]}},"actions":{"a:B":{"level":"Read","resources":["any"]}},"features":{"f":"x"},` +
		`"objects":[{"kind":"resource","name":"r","needs":[NEED]}]}`
	for need, want := range map[string]string{
		`{"action":"a:B","for":["read"],"why":"w"}`:                   "",
		`{"action":"a:C","for":["read"],"why":"w"}`:                   `resource r: unknown action "a:C"`,
		`{"action":"a:B","for":["read"],"why":"w","when":"g"}`:        `resource r: a:B: unknown feature "g"`,
		`{"action":"a:B","for":["read"],"why":"w","on":"bus"}`:        `resource r: a:B: on must name one of ["any"]`,
		`{"action":"a:B","for":[],"why":"w"}`:                         `resource r: a:B: for and why are required`,
		`{"action":"a:B","for":["read"],"why":"w","because":"of it"}`: `json: unknown field "because"`,
	} {
		_, err := permission.Parse([]byte(strings.Replace(frame, "NEED", need, 1)))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", need, got, want)
		}
	}
	for text, want := range map[string]string{
		`{"resources":{},"actions":{"a:B":{"level":"Read","resources":["any"]}}}`: `a:B: unknown resource "any"`,
		`{"resources":{},"actions":{"a:B":{"level":"Read","resources":[]}}}`:      `a:B: no resources`,
		`{"resources":{},"actions":{"a:B":{"level":"Read"}}}`:                     `a:B: no resources`,
		`{"resources":{"any":{"sid":"A"}}}`:                                       `resource any: sid and arns are required`,
		`{"resources":{"any":{"arns":["*"]}}}`:                                    `resource any: sid and arns are required`,
	} {
		if _, err := permission.Parse([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
}

// TestRuntime compares the policies that are shown with those that the provider
// writes.
func TestRuntime(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	withGroup(s)
	const failures = "with-failures"
	for name, given := range map[string]config{
		machine: waiting, failures: {"name": failures, "preset": "buildkite_job_wait", "failure_log_group_arn": groupARN},
	} {
		if _, err := s.create(metric, given); err != nil {
			t.Fatal(name, err)
		}
	}
	if _, err := s.create(logGroup, config{"name": groupName, "create_log_group": false}); err != nil {
		t.Fatal(err)
	}
	ofSummary := newStage(t) // the state machine has the same name
	if _, err := ofSummary.create(summaryObject, delivered); err != nil {
		t.Fatal(err)
	}
	ofAuditLog := newStage(t)
	if _, err := ofAuditLog.create(auditLog, pulled); err != nil {
		t.Fatal(err)
	}
	role := func(s *stage, name, policyName string) (trust, policy string) {
		made := byHand(s, s.iam.GetRole, &iam.GetRoleInput{RoleName: aws.String(name)})
		inline := byHand(s, s.iam.GetRolePolicy, &iam.GetRolePolicyInput{RoleName: aws.String(name), PolicyName: aws.String(policyName)})
		return decoded(t, made.Role.AssumeRolePolicyDocument), decoded(t, inline.PolicyDocument)
	}
	written := map[string][2]string{}
	add := func(name, trust, policy string) { written[name] = [2]string{trust, policy} }
	trust, policy := role(s, machine+"-us-east-1-execution", "eventbridge-metric")
	add("execution", trust, policy)
	_, policy = role(s, failures+"-us-east-1-execution", "eventbridge-metric")
	add("execution_failures", "", policy)
	trust, policy = role(s, machine+"-us-east-1-invocation", "eventbridge-metric")
	add("invocation", trust, policy)
	trust, policy = role(ofSummary, machine+"-us-east-1-execution", "eventbridge-devops-agent-summary")
	add("summary", trust, policy)
	trust, policy = role(ofAuditLog, machine+"-us-east-1-execution", "eventbridge-buildkite-audit-log")
	add("audit_log", trust, policy)
	trust, policy = role(ofAuditLog, machine+"-us-east-1-invocation", "eventbridge-buildkite-audit-log")
	add("schedule", trust, policy)
	delivery := byHand(s, s.logs.DescribeResourcePolicies, &cloudwatchlogs.DescribeResourcePoliciesInput{ResourceArn: aws.String(groupARN), PolicyScope: logstypes.PolicyScopeResource})
	add("delivery", "", aws.ToString(delivery.ResourcePolicies[0].PolicyDocument))

	for _, shown := range permission.Default().Runtime {
		is, found := written[shown.Name]
		delete(written, shown.Name)
		if !found || !sameJSON(t, exact.Fill(string(shown.Policy)), is[1]) {
			t.Errorf("%s: shown is %s, and written %s", shown.Name, exact.Fill(string(shown.Policy)), is[1])
		}
		if (shown.Trust != nil) != (is[0] != "") || shown.Trust != nil && !sameJSON(t, exact.Fill(string(shown.Trust)), is[0]) {
			t.Errorf("%s: shown is the trust policy %s, and written %s", shown.Name, exact.Fill(string(shown.Trust)), is[0])
		}
	}
	for name := range written {
		t.Errorf("%s is not shown", name)
	}
}

// decoded is a policy as IAM answers it, without its escapes.
func decoded(t *testing.T, document *string) string {
	t.Helper()
	text, err := url.PathUnescape(aws.ToString(document))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var left, right any
	for text, into := range map[string]*any{a: &left, b: &right} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			t.Fatalf("%s: %s", err, text)
		}
	}
	return reflect.DeepEqual(left, right)
}
