package metricsink_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestList lists the state machines of metrics, and no others.
func TestList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t, resource.TestStep{Config: env.Config(wait(`  tags = { team = "ci" }`)), PostApplyFunc: func() {
		role := must[*iam.CreateRoleOutput](t)(iamOf(env).CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("own"), AssumeRolePolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"states.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)}))
		client := sfn.NewFromConfig(env.AWS())
		for name, kind := range map[string]string{"other": "EXPRESS", "standard": "STANDARD"} {
			if _, err := client.CreateStateMachine(t.Context(), &sfn.CreateStateMachineInput{
				Name: aws.String(name), RoleArn: role.Role.Arn, Type: sfntypes.StateMachineType(kind),
				Definition: aws.String(`{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}`),
			}); err != nil {
				t.Fatal(err)
			}
		}
		env.Protocol(nil).ListsLikeImported("eventbridge_metric", "wait", map[string]int{"": 1, "wa": 1, "x": 0})
	}})
}
