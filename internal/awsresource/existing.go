package awsresource

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// Object is an object on AWS that a resource is about to create.
type Object struct {
	// Kind is what the object is, such as "rule".
	Kind string
	// Name names the object in a sentence, such as `rule "a" on event bus "b"`.
	Name string
	// Attribute is the attribute that the object's name follows from.
	Attribute path.Path
	// Type and ID import the object: the full name of the resource type, and the
	// import ID without a region.
	Type, ID string
	// Key tells the object from all others of its kind. Default: region and ID.
	Key string
	// Otherwise is what else the user can do, in whole sentences, or "".
	Otherwise string
}

// Comparison compares an object that exists with the one that is to be created.
// The answer completes the sentence "It is not identical: ...", and is "" if
// the two are identical.
type Comparison func(context.Context) (difference string, err error)

// Existing decides about an object that exists although this resource has not
// created it. That is an error with the block that imports the object. With the
// provider's `adopt_identical`, an object without any difference is adopted
// with a warning instead.
//
// There is no other way to take over an object, because no sign on it tells
// what an interrupted run left behind from what another state manages.
func (m *Meta) Existing(ctx context.Context, object Object, compare Comparison) diag.Diagnostics {
	why := ""
	if m.AdoptIdentical {
		switch difference, err := compare(ctx); {
		case err != nil:
			_, advice := explain(err)
			why = join([]string{"`adopt_identical` has no effect here, because the comparison failed.", answer(err), advice})
		case difference != "":
			why = "`adopt_identical` has no effect here: " + difference + "."
		default:
			// Terraform shows one of several warnings with the same title.
			return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(object.Attribute, prose.Capitalize(object.Name)+" adopted", fmt.Sprintf(
				"This %s already exists and is identical to the configuration. Terraform manages it from now on, because `adopt_identical` is set. "+
					"If another configuration manages it as well, remove it from one of the two.", object.Kind))}
		}
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(object.Attribute, prose.Capitalize(object.Kind)+" already exists", join([]string{
		prose.Capitalize(object.Name) + " already exists, and the provider does not take over what it did not create. It was not changed.",
		why,
		"If it belongs to this configuration, import it. Add this block with the name of your resource, and apply again:\n\n" + m.importBlock(object),
		fmt.Sprintf("Or run:\n\n  terraform import %s.NAME '%s'", object.Type, m.ImportID(object.ID)),
		"If a run was interrupted or the state was lost, more objects may exist: paste the blocks of all messages at once, or let `terraform query` write them. See " + guide + ".",
		object.Otherwise,
	}))}
}

// lookTimeout bounds a look that a plan can do without.
const lookTimeout = 5 * time.Second

// Look reports whether an object exists.
type Look func(context.Context) (exists bool, err error)

// PlanObject checks an object that a plan creates: no other resource of this
// configuration may create it, and if look finds it, a warning has the block that
// imports it; look may complete its ID. Create refuses it as well, but then Terraform
// does not get to what depends on it, while a plan gets to everything. A plan does
// without a look that fails, and without any if AWS cannot be reached.
func (m *Meta) PlanObject(ctx context.Context, object *Object, look Look) diag.Diagnostics {
	diags := m.ClaimPlanned(*object)
	if diags.HasError() || m.AdoptIdentical || !m.AWS.Usable() || m.AWS.SkipsAccountID() || m.isManaged(*object) || m.claims.blind.Load() {
		return diags
	}
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	exists, err := look(awsclient.Once(ctx))
	if err != nil && !awsclient.IsNotFound(err) && !awsclient.IsAccessDenied(err) {
		m.claims.blind.Store(true)
	}
	if err != nil || !exists {
		return diags
	}
	// Terraform shows one of several warnings with the same title.
	diags.AddAttributeWarning(object.Attribute, prose.Capitalize(object.Name)+" already exists", join([]string{
		fmt.Sprintf("The apply will fail, because this %s exists, and the provider does not take over what it did not create.", object.Kind),
		"If it belongs to this configuration, import it. Add this block with the name of your resource, and plan again:\n\n" + m.importBlock(*object),
		"See " + guide + ".",
	}))
	return diags
}

const guide = "https://registry.terraform.io/providers/typed-events/eventbridge/latest/docs/guides/interrupted-runs"

func (m *Meta) importBlock(object Object) string {
	return fmt.Sprintf("  import {\n    to = %s.NAME\n    id = %q\n  }", object.Type, m.ImportID(object.ID))
}

// CompareTags compares the tags of an object that exists with those that it is
// to be created with. An object without a tag is nobody's in particular, and so
// never identical.
func CompareTags(existing, planned map[string]string) (difference string) {
	existing = maps.Clone(existing)
	maps.DeleteFunc(existing, func(key, _ string) bool { return strings.HasPrefix(key, awsTags) })
	switch {
	case len(planned) == 0:
		return "only an object with at least one tag is adopted, and the configuration has none. Set `default_tags` in the provider's configuration"
	case !maps.Equal(existing, planned):
		return "its tags differ from the configuration"
	}
	return ""
}
