package acctest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// recreatable applies a configuration with Terraform, counts the changes of AWS, and
// destroys everything. It can be created again without Terraform.
func recreatable(t *testing.T, env *Env, config string) (whole *again, changed int) {
	t.Helper()
	c := env.folder(t, config)
	read, err := c.terraform("apply", "-auto-approve")
	if err != nil {
		t.Fatal(err)
	}
	whole = inState(t, c, read)
	changed = changes(env)
	created := *whole
	created.resources = slices.Clone(whole.resources)
	if err := created.destroy(); err != nil {
		t.Fatal(err)
	}
	return whole, changed
}

// inState are the resources after an apply.
func inState(t *testing.T, c commands, applied *messages) *again {
	t.Helper()
	all, err := (&cases{t: t, commands: c, applied: applied.recorded}).inProcess()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// recreate creates the resources once more with another provider, without any state,
// as Terraform does it: side by side, but those first that others depend on, and what
// depends on one that can't be created not at all.
func (a *again) recreate(factory providerFactory) (*again, error) {
	now, err := configuredAs(a.t, factory, a.recorded)
	if err != nil {
		return nil, err
	}
	var errs []error
	waiting, there := a.resources, map[string]bool{}
	renewed := map[string]string{} // values that AWS gives anew
	for {
		var ready, later []kept
		for _, one := range waiting {
			if slices.ContainsFunc(one.dependencies, func(address string) bool { return !there[address] }) {
				later = append(later, one)
			} else {
				ready = append(ready, one)
			}
		}
		if len(ready) == 0 {
			return now, errors.Join(errs...)
		}
		created, failures := make([]kept, len(ready)), make([]error, len(ready))
		var all sync.WaitGroup
		for i, one := range ready {
			all.Go(func() { created[i], failures[i] = now.create(one, renewed) })
		}
		all.Wait()
		for i, one := range ready {
			if failures[i] != nil {
				errs = append(errs, fmt.Errorf("%s: %w", one.address, failures[i]))
				continue
			}
			there[one.address] = true
			noteRenewed(renewed, one.value, created[i].value)
			now.resources = append(now.resources, created[i])
		}
		waiting = later
	}
}

func noteRenewed(renewed map[string]string, before, after tftypes.Value) {
	was, is := as[map[string]tftypes.Value](before), as[map[string]tftypes.Value](after)
	for name, value := range was {
		if now := is[name]; value.Type().Is(tftypes.String) && !value.IsNull() && !now.IsNull() && !value.Equal(now) {
			renewed[as[string](value)] = as[string](now)
		}
	}
}

// create plans and creates one of the resources, configured as it was.
func (a *again) create(like kept, renewed map[string]string) (kept, error) {
	one := kept{address: like.address, dependencies: like.dependencies}
	if like.config == nil {
		return one, errors.New("nothing is known of the configuration")
	}
	configured, err := withRenewed(*like.config, renewed)
	if err != nil {
		return one, err
	}
	one.config = &configured
	prior := a.none(like.typeName)
	proposed, err := proposedState(prior, configured)
	if err != nil {
		return one, err
	}
	planned, diags := a.plan(prior, configured, proposed)
	if !failed(diags) {
		one.Resource, diags = a.apply(prior, planned, configured)
	}
	return one, ErrorsIn(diags)
}

// withRenewed is a configuration with the values that other resources have now.
func withRenewed(config tftypes.Value, renewed map[string]string) (tftypes.Value, error) {
	return tftypes.Transform(config, func(_ *tftypes.AttributePath, v tftypes.Value) (tftypes.Value, error) {
		if v.Type().Is(tftypes.String) && v.IsKnown() && !v.IsNull() {
			if now, found := renewed[as[string](v)]; found {
				return tftypes.NewValue(tftypes.String, now), nil
			}
		}
		return v, nil
	})
}
