package webhook_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestWebhookDrift changes one thing after the other on AWS. The plan names it, and
// the apply repairs it.
func TestWebhookDrift(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	ctx, events, roles := context.Background(), env.EventBridge(), iam.NewFromConfig(env.AWS())
	name := aws.String("chat")
	w := env.Workspace(env.Config(withToken(token, 1, `
  description = "builds"
  headers = { X-Team = "ci" }
  query_parameters = { room = "general" }
  kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/a"
  tags = { team = "ci" }
`)))
	w.Run("apply", "-auto-approve")
	destination := func(change func(*eventbridge.UpdateApiDestinationInput)) func() {
		return func() {
			input := &eventbridge.UpdateApiDestinationInput{Name: name}
			change(input)
			must[*eventbridge.UpdateApiDestinationOutput](t)(events.UpdateApiDestination(ctx, input))
		}
	}
	connection := func(change func(*eventbridge.UpdateConnectionInput)) func() {
		return func() {
			input := &eventbridge.UpdateConnectionInput{Name: name}
			change(input)
			must[*eventbridge.UpdateConnectionOutput](t)(events.UpdateConnection(ctx, input))
		}
	}
	parameters := func(with ebtypes.ConnectionHttpParameters) func() {
		return connection(func(in *eventbridge.UpdateConnectionInput) {
			in.AuthParameters = &ebtypes.UpdateConnectionAuthRequestParameters{InvocationHttpParameters: &with}
		})
	}
	team := ebtypes.ConnectionHeaderParameter{Key: aws.String("X-Team"), Value: aws.String("ci")}
	room := ebtypes.ConnectionQueryStringParameter{Key: aws.String("room"), Value: aws.String("general")}
	for _, test := range []struct {
		spoil func()
		want  string // in the plan
	}{
		{destination(func(in *eventbridge.UpdateApiDestinationInput) {
			in.InvocationEndpoint = aws.String("https://example.org")
		}), `url `},
		{destination(func(in *eventbridge.UpdateApiDestinationInput) { in.HttpMethod = ebtypes.ApiDestinationHttpMethodGet }), `method `},
		{destination(func(in *eventbridge.UpdateApiDestinationInput) { in.InvocationRateLimitPerSecond = aws.Int32(1) }), `rate_per_second `},
		{destination(func(in *eventbridge.UpdateApiDestinationInput) { in.Description = aws.String("theirs") }), `description `},
		{func() {
			other := must[*eventbridge.CreateConnectionOutput](t)(events.CreateConnection(ctx, &eventbridge.CreateConnectionInput{
				Name: aws.String("other"), AuthorizationType: ebtypes.ConnectionAuthorizationTypeApiKey, AuthParameters: &ebtypes.CreateConnectionAuthRequestParameters{
					ApiKeyAuthParameters: &ebtypes.CreateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String("A"), ApiKeyValue: aws.String("b")}},
			}))
			must[*eventbridge.UpdateApiDestinationOutput](t)(events.UpdateApiDestination(ctx, &eventbridge.UpdateApiDestinationInput{Name: name, ConnectionArn: other.ConnectionArn}))
		}, `connection of the API destination`},
		{connection(func(in *eventbridge.UpdateConnectionInput) { in.Description = aws.String("theirs") }), `description `},
		{connection(func(in *eventbridge.UpdateConnectionInput) {
			in.KmsKeyIdentifier = aws.String("arn:aws:kms:us-east-1:123456789012:key/b")
		}), `kms_key_arn `},
		{connection(func(in *eventbridge.UpdateConnectionInput) {
			in.AuthParameters = &ebtypes.UpdateConnectionAuthRequestParameters{ApiKeyAuthParameters: &ebtypes.UpdateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String("X-Other")}}
		}), `header `},
		{parameters(ebtypes.ConnectionHttpParameters{QueryStringParameters: []ebtypes.ConnectionQueryStringParameter{room}}), `headers `},
		{parameters(ebtypes.ConnectionHttpParameters{HeaderParameters: []ebtypes.ConnectionHeaderParameter{team}}), `query_parameters `},
		{parameters(ebtypes.ConnectionHttpParameters{
			HeaderParameters: []ebtypes.ConnectionHeaderParameter{team}, QueryStringParameters: []ebtypes.ConnectionQueryStringParameter{room},
			BodyParameters: []ebtypes.ConnectionBodyParameter{{Key: aws.String("a"), Value: aws.String("b")}},
		}), `body parameter a of the connection`},
		{func() { env.Emulator.SetConnectionState("us-east-1", "chat", "DEAUTHORIZED", "The key is gone.") }, `connection in state DEAUTHORIZED: The key is gone`},
		{func() {
			must[*iam.UpdateAssumeRolePolicyOutput](t)(roles.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String(role), PolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"states.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)}))
		}, `of the invocation role`},
		{func() {
			must[*iam.PutRolePolicyOutput](t)(roles.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String(role), PolicyName: aws.String("eventbridge-webhook"), PolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)}))
		}, `of the invocation role`},
		{func() {
			must[*iam.AttachRolePolicyOutput](t)(roles.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: aws.String(role), PolicyArn: aws.String("arn:aws:iam::aws:policy/AdministratorAccess")}))
		}, `of the invocation role`},
		{func() {
			must[*iam.TagRoleOutput](t)(roles.TagRole(ctx, &iam.TagRoleInput{RoleName: aws.String(role), Tags: []iamtypes.Tag{{Key: aws.String("team"), Value: aws.String("theirs")}}}))
		}, `tags_all `},
		{func() {
			must[*eventbridge.DeleteApiDestinationOutput](t)(events.DeleteApiDestination(ctx, &eventbridge.DeleteApiDestinationInput{Name: name}))
		}, `"API destination"`},
		{func() {
			must[*eventbridge.DeleteConnectionOutput](t)(events.DeleteConnection(ctx, &eventbridge.DeleteConnectionInput{Name: name}))
		}, `"connection"`},
	} {
		test.spoil()
		out := w.Run("plan", "-no-color")
		changes := out[max(0, strings.Index(out, "Terraform will perform")):]
		if !strings.Contains(changes, test.want) || !strings.Contains(out, "0 to add, 1 to change, 0 to destroy") {
			t.Errorf("the plan does not show %s:\n%s", test.want, out)
		}
		w.Run("apply", "-auto-approve")
		if !w.IsEmptyPlan() {
			t.Errorf("%s is not repaired", test.want)
		}
	}
}

// TestWebhookLateReads has reads that do not show yet what there is: nothing changes.
func TestWebhookLateReads(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workspace(env.Config(withToken(token, 1, "")))
	w.Run("apply", "-auto-approve")
	for _, operation := range []string{"DescribeConnection", "DescribeApiDestination"} {
		env.Emulator.Inject(emulator.Fault{Service: "events", Operation: operation, Code: "ResourceNotFoundException", Status: 400, Times: 2})
	}
	if !w.IsEmptyPlan() {
		t.Error("the plan is not empty")
	}
	w.Run("destroy", "-auto-approve")
	nothingLeft(t, env)
}

// TestWebhookTimeout names the argument that sets the limit.
func TestWebhookTimeout(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workspace(env.Config(withToken(token, 1, "  timeouts = { update = \"500ms\" }")))
	w.Run("apply", "-auto-approve")
	undo := env.Emulator.Inject(emulator.Fault{Operation: "UpdateApiDestination", Delay: 10 * time.Second})
	w.Write("main.tf", env.Config(withToken(token, 1, "  method = \"PUT\"\n  timeouts = { update = \"500ms\" }")))
	out, err := w.Try("apply", "-auto-approve")
	if want := acctest.ErrorRegexp("Operation timed out", "did not finish within 500ms.", "set a longer timeout in `timeouts.update`.", "Apply again to finish."); err == nil || !want.MatchString(out) {
		t.Errorf("got %s", out)
	}
	undo()
	w.Run("apply", "-auto-approve")
	if !w.IsEmptyPlan() {
		t.Error("the next apply does not finish it")
	}
}
