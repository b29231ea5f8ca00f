package acctest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/zclconf/go-cty/cty"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

var hclBlock = regexp.MustCompile("(?s)```hcl\n(.*?)```")

// TestMoveFromAWS does what the guide to moving from hashicorp/aws says, with
// a state as that provider writes it: the plan moves three objects and changes none.
func TestMoveFromAWS(t *testing.T) {
	t.Parallel()
	const (
		groupARN = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/buildkite"
		pattern  = `{"detail":{"build":{"state":["failed"]}},"detail-type":["Build Finished"]}`
	)
	guide := read(t, "../../templates/guides/from-hashicorp-aws.md")
	_, after, _ := strings.Cut(guide, "\nAfter, with this provider:\n")
	config := regexp.MustCompile("(?s)```terraform\n(.*?)```").FindStringSubmatch(after)[1]
	config = regexp.MustCompile(`(?sm)^resource "eventbridge_log_group".*?^\}\n`).ReplaceAllString(config, "")
	config = strings.Replace(config, "eventbridge_log_group.buildkite.arn", fmt.Sprintf("%q", groupARN), 1)
	_, moving, _ := strings.Cut(guide, "\n## 3. Move the bus, rules and targets\n")
	moved := hclBlock.FindStringSubmatch(moving)[1]
	if strings.Count(moved, "moved {") != 3 {
		t.Fatalf("the moves are\n%s", moved)
	}

	s := newStage(t)
	s.bus()
	s.ruleAndTarget("failed-builds", pattern, "log", groupARN)
	w := s.env.WorkspaceOf(t.TempDir())
	w.Write("main.tf", acctest.RequiredProviders+config+moved)
	w.Write("terraform.tfstate", fmt.Sprintf(read(t, "testdata/hashicorp-aws-state.json"), buildkite, pattern, groupARN))
	s.serve(w, standIns{"hashicorp/aws": awsStandIn{}})
	w.Run("init")
	s.env.Emulator.ResetCalls()
	out := w.Run("plan")
	if strings.Count(out, "has moved to eventbridge_") != 3 || !strings.Contains(out, "Plan: 0 to add, 0 to change, 0 to destroy.") {
		t.Errorf("the plan says\n%s", out)
	}
	w.Run("apply", "-auto-approve")
	if !w.IsEmptyPlan() {
		t.Error("the plan after the move is not empty")
	}
	for _, call := range s.env.Emulator.Calls() {
		if strings.HasPrefix(call.Operation, "Put") || strings.HasPrefix(call.Operation, "Create") || strings.HasPrefix(call.Operation, "Delete") {
			t.Errorf("%s was called", call.Name())
		}
	}
}

// ruleAndTarget makes a rule on the partner's bus, and a log group that it sends to.
func (s *stage) ruleAndTarget(rule, pattern, target, groupARN string) {
	s.t.Helper()
	_, group, _ := strings.Cut(groupARN, ":log-group:")
	ctx := s.t.Context()
	_, err := s.env.EventBridge().PutRule(ctx, &eventbridge.PutRuleInput{Name: &rule, EventBusName: aws.String(buildkite), EventPattern: &pattern})
	if err == nil {
		_, err = s.env.Logs().CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &group})
	}
	if err == nil {
		_, err = s.env.EventBridge().PutTargets(ctx, &eventbridge.PutTargetsInput{
			Rule: &rule, EventBusName: aws.String(buildkite), Targets: []ebtypes.Target{{Id: &target, Arn: &groupARN}},
		})
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// shownBlock is the one block of a kind in a file that a page shows.
func shownBlock(t *testing.T, file, kind string) *hclsyntax.Block {
	t.Helper()
	parsed, diags := hclsyntax.ParseConfig([]byte(read(t, file)), file, hcl.InitialPos)
	body, ok := parsed.Body.(*hclsyntax.Body)
	if diags.HasErrors() || !ok {
		t.Fatal(diags)
	}
	for i := len(body.Blocks) - 1; i >= 0; i-- {
		if body.Blocks[i].Type == kind {
			return body.Blocks[i]
		}
	}
	t.Fatalf("%s has no block %s", file, kind)
	return nil
}

// plain are a constant object's texts.
func plain(t *testing.T, value cty.Value) map[string]any {
	t.Helper()
	texts := map[string]any{}
	for name, v := range value.AsValueMap() {
		texts[name] = v.AsString()
	}
	return texts
}

// shownImports imports by the identity that the page shows and finds the same as
// by the ID shown beside it; where the resource can be listed, the list shown on
// its page finds it as well. It asks the provider itself, because the installed
// Terraform may be too old to.
type shownImports struct {
	t                *testing.T
	env              *acctest.Env
	dir, address, id string
}

// anyID is what the examples show where AWS chooses the ID.
const anyID = "1a2b3c4d-1234-5678-9abc-1a2b3c4d5e6f"

func (s shownImports) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	typeName := filepath.Base(s.dir)
	block := shownBlock(s.t, filepath.Join(s.dir, "import-by-identity.tf"), "import")
	value, diags := block.Body.Attributes["identity"].Expr.Value(nil)
	if diags.HasErrors() {
		resp.Error = diags
		return
	}
	identity := plain(s.t, value)
	if s.id == anyID {
		for _, made := range req.State.Values.RootModule.Resources {
			if made.Address == s.address {
				s.id = fmt.Sprint(made.AttributeValues["id"])
				identity["id"] = s.id
			}
		}
	}
	p := s.env.Protocol(nil)
	byIdentity, problems := p.ImportIdentity(typeName, identity)
	p.Must(problems)
	byID, problems := p.Import(typeName, s.id)
	p.Must(problems)
	if acctest.JSON(byIdentity.State) != acctest.JSON(byID.State) {
		resp.Error = fmt.Errorf("by identity it is\n%s\nand by ID\n%s", acctest.JSON(byIdentity.State), acctest.JSON(byID.State))
		return
	}

	file := filepath.Join(s.dir, "..", "..", "list-resources", typeName, "list-resource.tfquery.hcl")
	if _, err := os.Stat(file); err != nil {
		return
	}
	config := map[string]any{}
	for _, inner := range shownBlock(s.t, file, "list").Body.Blocks {
		for name, attribute := range inner.Body.Attributes {
			value, diags := attribute.Expr.Value(nil)
			if diags.HasErrors() {
				resp.Error = diags
				return
			}
			config[name] = value.AsString()
		}
	}
	listed, problems := p.List(typeName, config, true, 0)
	p.Must(problems)
	for _, one := range listed {
		if acctest.JSON(one.Identity) == acctest.JSON(byID.Identity) {
			return
		}
	}
	resp.Error = fmt.Errorf("%s finds %s, but not %s", file, acctest.JSON(listed), acctest.JSON(byID.Identity))
}
