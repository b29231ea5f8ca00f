package acctest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

// cases runs the steps of one test as resource.UnitTest does, with an eighth of
// its Terraform processes: a step is one `apply`. Its messages tell what is planned,
// and the state is read from its file, so there is no `show` unless a check looks at
// planned values, and no `init`, because the provider is in this process. The plan
// after an apply is asked of the provider alone; where that finds anything but
// everything as the apply left it and nothing to do, Terraform plans, and tells what.
type cases struct {
	t        *testing.T
	commands commands

	config  string       // what the last step has applied
	settled *tfjson.Plan // the empty plan after it, until something may have changed
	applied *recorder    // of the last apply
}

func runSteps(t *testing.T, factories map[string]providerFactory, steps []resource.TestStep) {
	t.Helper()
	c := &cases{t: t, commands: commands{t: t, dir: t.TempDir(), provider: factories["eventbridge"]}}
	defer c.destroy()
	for i, step := range steps {
		if step.PreConfig != nil {
			step.PreConfig()
			c.settled = nil
		}
		err := c.step(step)
		switch {
		case step.ExpectError == nil && err != nil:
			t.Fatalf("Step %d/%d error: %s", i+1, len(steps), err)
		case step.ExpectError != nil && err == nil:
			t.Fatalf("Step %d/%d: expected an error but got none", i+1, len(steps))
		case step.ExpectError != nil && !step.ExpectError.MatchString(err.Error()):
			t.Fatalf("Step %d/%d: expected an error with pattern (%s), no match on: %s", i+1, len(steps), step.ExpectError, err)
		}
	}
}

// canRun reports whether the steps have only what this runner knows.
func canRun(steps []resource.TestStep) bool {
	for _, step := range steps {
		if step.Query || step.StateStore || step.Destroy && step.PlanOnly || step.SkipFunc != nil || len(step.Taint) > 0 ||
			step.ConfigDirectory != nil || step.ConfigFile != nil || step.ConfigVariables != nil ||
			step.ExternalProviders != nil || step.ProtoV6ProviderFactories != nil ||
			step.ImportStateKind == resource.ImportBlockWithResourceIdentity || step.ImportStateCheck != nil ||
			step.ImportStateIdFunc != nil || step.ImportStatePersist || step.GenerateConfig ||
			len(step.ConfigPlanChecks.PostApplyPreRefresh) > 0 {
			return false
		}
	}
	return true
}

func (c *cases) step(step resource.TestStep) error {
	switch {
	case step.ImportState:
		return c.importState(step)
	case step.RefreshState:
		return c.refreshState(step)
	}
	if c.isSettled(step) {
		return errors.Join(checkPlan(c.t.Context(), c.settled, step.ConfigPlanChecks.PreApply), c.checkState(step.ConfigStateChecks))
	}
	c.settled = nil
	c.commands.write(step.Config)
	if !step.PlanOnly {
		if err := c.apply(step); err != nil {
			return fmt.Errorf("apply: %w", err)
		}
	}
	if step.Destroy {
		if left := c.commands.state().Values.RootModule.Resources; len(left) > 0 {
			return fmt.Errorf("destroy leaves %s", left[0].Address)
		}
		return nil
	}
	plan, drifted, err := c.planAgain(step)
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if err := expectPlan(plan, step.ExpectNonEmptyPlan); err != nil {
		return err
	}
	if len(drifted) > 0 && !step.PlanOnly && !step.ExpectNonEmptyPlan {
		return fmt.Errorf("the first refresh after the apply changes %q", drifted)
	}
	if step.PostApplyFunc != nil {
		step.PostApplyFunc()
		return nil
	}
	if !step.PlanOnly && !step.ExpectNonEmptyPlan {
		c.config, c.settled = step.Config, plan
	}
	return nil
}

// needsTerraform is what of a configuration only Terraform evaluates.
var needsTerraform = regexp.MustCompile(`\bignore_changes\b|\b(pre|post)condition\b|\bcheck "`)

// isSettled reports whether the plan of the step before is the plan of this one,
// and there is nothing to apply.
func (c *cases) isSettled(step resource.TestStep) bool {
	return c.settled != nil && step.Config == c.config && step.Check == nil && step.ExpectError == nil && !step.ExpectNonEmptyPlan &&
		step.PostApplyFunc == nil && !step.Destroy && needActionsOnly(step.ConfigPlanChecks.PreApply) && len(step.ConfigPlanChecks.PostApplyPostRefresh) == 0
}

func (c *cases) apply(step resource.TestStep) error {
	checks := step.ConfigPlanChecks.PreApply
	arguments := []string{"-auto-approve"}
	if step.Destroy {
		arguments = append(arguments, "-destroy")
	}
	if needsShow(checks, step.Config) {
		if _, _, err := c.plan(checks, step.Config); err != nil {
			return err
		}
		arguments, checks = []string{savedPlan}, nil
	}
	before := c.commands.state()
	messages, err := c.commands.terraform("apply", arguments...)
	if err != nil {
		return err
	}
	c.applied = messages.recorded
	if err := checkPlan(c.t.Context(), messages.plan(before), checks); err != nil {
		return err
	}
	if step.Check != nil {
		if err := step.Check(nil); err != nil {
			return fmt.Errorf("check: %w", err)
		}
	}
	return c.checkState(step.ConfigStateChecks)
}

// plan plans, runs the checks, and returns what is to be done and what differs
// from the state.
func (c *cases) plan(checks []plancheck.PlanCheck, config string) (*tfjson.Plan, []string, error) {
	var options []string
	if needsShow(checks, config) {
		options = append(options, "-out="+savedPlan)
	}
	messages, err := c.commands.terraform("plan", options...)
	if err != nil {
		return nil, nil, err
	}
	plan := messages.plan(c.commands.state())
	if needsShow(checks, config) {
		if plan, err = c.commands.show(); err != nil {
			return nil, nil, err
		}
	}
	return plan, messages.drifted, checkPlan(c.t.Context(), plan, checks)
}

// planAgain plans what a step has applied.
func (c *cases) planAgain(step resource.TestStep) (*tfjson.Plan, []string, error) {
	checks := step.ConfigPlanChecks.PostApplyPostRefresh
	if !step.PlanOnly && !step.ExpectNonEmptyPlan && needActionsOnly(checks) && !needsTerraform.MatchString(step.Config) {
		if again, err := c.inProcess(); err == nil && again.isSettled() {
			plan := (&messages{}).plan(c.commands.state())
			return plan, nil, checkPlan(c.t.Context(), plan, checks)
		}
	}
	return c.plan(checks, step.Config)
}

func (c *cases) refreshState(step resource.TestStep) error {
	c.settled = nil
	if _, err := c.commands.terraform("apply", "-auto-approve", "-refresh-only"); err != nil {
		return err
	}
	if step.Check != nil {
		if err := step.Check(nil); err != nil {
			return fmt.Errorf("check: %w", err)
		}
	}
	plan, _, err := c.plan(step.RefreshPlanChecks.PostRefresh, c.config)
	if err != nil || step.ExpectNonEmptyPlan {
		return err
	}
	return expectPlan(plan, false)
}

func (c *cases) checkState(checks []statecheck.StateCheck) error {
	if len(checks) == 0 {
		return nil
	}
	state := c.commands.state()
	var failed []error
	for _, check := range checks {
		var resp statecheck.CheckStateResponse
		check.CheckState(c.t.Context(), statecheck.CheckStateRequest{State: state}, &resp)
		failed = append(failed, resp.Error)
	}
	return errors.Join(failed...)
}

func (c *cases) destroy() {
	c.t.Helper()
	if len(c.commands.state().Values.RootModule.Resources) == 0 {
		return
	}
	again, err := c.inProcess()
	if err == nil {
		err = again.destroy()
	}
	if errors.Is(err, errNeedsTerraform) {
		_, err = c.commands.terraform("destroy", "-auto-approve", "-refresh=false")
	}
	if err != nil {
		c.t.Fatalf("Error running post-test destroy: %s", err)
	}
}

func checkPlan(ctx context.Context, plan *tfjson.Plan, checks []plancheck.PlanCheck) error {
	var failed []error
	for _, check := range checks {
		var resp plancheck.CheckPlanResponse
		check.CheckPlan(ctx, plancheck.CheckPlanRequest{Plan: plan}, &resp)
		failed = append(failed, resp.Error)
	}
	return errors.Join(failed...)
}

// expectPlan holds that the plan is empty, or that it is not.
func expectPlan(plan *tfjson.Plan, nonEmpty bool) error {
	check := plancheck.ExpectEmptyPlan()
	if nonEmpty {
		check = plancheck.ExpectNonEmptyPlan()
	}
	return checkPlan(context.Background(), plan, []plancheck.PlanCheck{check})
}

// needsShow reports whether the checks look at values that only a saved plan has:
// others than the planned ones of resources of which there is one of each type.
func needsShow(checks []plancheck.PlanCheck, config string) bool {
	others := slices.DeleteFunc(slices.Clone(checks), looksAtAValue)
	return !needActionsOnly(others) || len(others) < len(checks) && hasTwoOfAType(config)
}

// looksAtAValue reports whether a check looks at one planned value.
func looksAtAValue(check plancheck.PlanCheck) bool {
	name := fmt.Sprintf("%T", check)
	return name == "plancheck.expectKnownValue" || name == "plancheck.expectUnknownValue"
}

// hasTwoOfAType reports whether a configuration may have two resources of a type.
func hasTwoOfAType(config string) bool {
	types := map[string]bool{}
	blocks := resourceBlock.FindAllStringSubmatch(config, -1)
	for _, block := range blocks {
		types[block[1]] = true
	}
	return len(types) < len(blocks) || repeated.MatchString(config)
}

var (
	resourceBlock = regexp.MustCompile(`(?m)^\s*resource\s+"(\w+)"`)
	repeated      = regexp.MustCompile(`\b(count|for_each)\s*=`)
)

// needActionsOnly reports whether the checks look at nothing but what is to be
// done with each resource, which the messages of Terraform tell.
func needActionsOnly(checks []plancheck.PlanCheck) bool {
	for _, check := range checks {
		switch fmt.Sprintf("%T", check) {
		case "plancheck.expectResourceAction", "plancheck.expectEmptyPlan", "plancheck.expectNonEmptyPlan":
		default:
			return false
		}
	}
	return true
}

// importState imports into a folder of its own, so that the state of the test
// stays as it is.
func (c *cases) importState(step resource.TestStep) error {
	if c.config != "" && step.Config == "" {
		step.Config = c.config
	}
	was := find(c.commands.state(), step.ResourceName)
	if step.ImportStateId == "" && was != nil {
		step.ImportStateId, _ = was.AttributeValues["id"].(string)
	}
	there := c.commands
	there.dir = c.t.TempDir()
	if step.ImportStateKind == resource.ImportBlockWithID {
		return c.importBlock(there, step)
	}
	there.write(step.Config)
	if _, err := there.terraform("import", step.ResourceName, step.ImportStateId); err != nil {
		return err
	}
	if !step.ImportStateVerify {
		return nil
	}
	return sameAttributes(was, find(there.state(), step.ResourceName), step.ImportStateVerifyIgnore)
}

func (c *cases) importBlock(there commands, step resource.TestStep) error {
	there.write(step.Config + fmt.Sprintf("\nimport {\n  to = %s\n  id = %q\n}\n", step.ResourceName, step.ImportStateId))
	without, err := stateWithout(filepath.Join(c.commands.dir, stateFile), step.ResourceName)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(there.dir, stateFile), without, 0o600); err != nil {
		return err
	}
	of := &cases{t: c.t, commands: there}
	plan, _, err := of.plan(step.ImportPlanChecks.PreApply, step.Config)
	if err != nil {
		return err
	}
	for _, change := range plan.ResourceChanges {
		if change.Address == step.ResourceName && change.Change.Importing != nil {
			if !step.ExpectNonEmptyPlan && !change.Change.Actions.NoOp() {
				return fmt.Errorf("importing %s: expected nothing to change, got %q", change.Address, change.Change.Actions)
			}
			return nil
		}
	}
	return fmt.Errorf("importing %s: the plan does not import it", step.ResourceName)
}
