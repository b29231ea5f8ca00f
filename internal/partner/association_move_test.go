package partner_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const hashicorpAWS = "registry.terraform.io/hashicorp/aws"

// awsBus is the state of an aws_cloudwatch_event_bus as hashicorp/aws writes it:
// all its attributes, null where nothing is set. Version 5 has no region.
func awsBus(t *testing.T, changed map[string]any) string {
	t.Helper()
	state := map[string]any{
		"arn": busARN, "dead_letter_config": []any{}, "description": "", "event_source_name": sourceName, "id": sourceName,
		"kms_key_identifier": "", "log_config": []any{}, "name": sourceName, "tags": nil, "tags_all": map[string]any{},
	}
	for name, value := range changed {
		state[name] = value
	}
	text, err := json.Marshal(state)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAssociationMovedByTerraform lets Terraform itself move a bus from a state
// that hashicorp/aws has written, without that provider being there.
func TestAssociationMovedByTerraform(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env, func(in *eventbridge.CreateEventBusInput) {
		in.Description, in.KmsKeyIdentifier = aws.String("Builds"), aws.String("alias/events")
		in.Tags = []ebtypes.Tag{{Key: aws.String("team"), Value: aws.String("a")}}
	})
	w := env.Workspace(env.Config(association(`description = "Builds"`, `kms_key_identifier = "alias/events"`, `tags = { team = "a" }`) + fmt.Sprintf(`
moved {
  from = aws_cloudwatch_event_bus.buildkite
  to   = %s
}
`, address)))
	w.Write("terraform.tfstate", fmt.Sprintf(`{
  "version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "3f0d6a0e-0000-0000-0000-000000000000", "outputs": {},
  "resources": [{
    "mode": "managed", "type": "aws_cloudwatch_event_bus", "name": "buildkite",
    "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
    "instances": [{"schema_version": 0, "attributes": %s, "sensitive_attributes": [], "private": "bnVsbA=="}]
  }]
}`, awsBus(t, map[string]any{"region": "us-east-1", "description": "Builds", "kms_key_identifier": "alias/events", "tags": map[string]any{"team": "a"}, "tags_all": map[string]any{"team": "a"}})))
	standInForAWS(t, w)
	w.Run("init")
	out := w.Run("plan")
	if !strings.Contains(out, "has moved to "+address) || !strings.Contains(out, "Plan: 0 to add, 0 to change, 0 to destroy.") {
		t.Errorf("plan:\n%s", out)
	}
	w.Run("apply", "-auto-approve")
	if !w.IsEmptyPlan() {
		t.Error("the plan after the move is not empty")
	}
	if n := env.Emulator.CallCount("events:UpdateEventBus") + env.Emulator.CallCount("events:DeleteEventBus"); n != 0 {
		t.Errorf("the move wrote to AWS %d times", n)
	}
}

// standInForAWS makes something installable as hashicorp/aws: Terraform wants
// every provider there that a state names, and asks it for nothing once its
// resources have moved.
func standInForAWS(t *testing.T, w *acctest.Workspace) {
	t.Helper()
	dir := filepath.Join(filepath.Dir(w.Dir), "mirror", filepath.FromSlash(hashicorpAWS), "6.0.0", runtime.GOOS+"_"+runtime.GOARCH)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(acctest.Binary(t), filepath.Join(dir, "terraform-provider-aws_v6.0.0")); err != nil {
		t.Fatal(err)
	}
}
