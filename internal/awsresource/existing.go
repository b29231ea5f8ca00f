package awsresource

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

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
			return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(object.Attribute, prose.Capitalize(object.Kind)+" adopted", fmt.Sprintf(
				"%s already exists and is identical to the configuration. Terraform manages it from now on, because `adopt_identical` is set. "+
					"If another configuration manages it as well, remove it from one of the two.", prose.Capitalize(object.Name)))}
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

// claims are the objects that the resources of one configuration create.
type claims struct {
	mu    sync.Mutex
	taken map[string]struct{}
}

// Claim records that the objects are being created. It is an error, and none is
// claimed, if another resource of this configuration has claimed one of them.
// Release them if the creation fails, and after they are deleted.
func (m *Meta) Claim(objects ...Object) diag.Diagnostics {
	m.claims.mu.Lock()
	defer m.claims.mu.Unlock()
	for _, object := range objects {
		if _, taken := m.claims.taken[m.claimKey(object)]; taken {
			return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(object.Attribute, "Duplicate "+object.Kind, fmt.Sprintf(
				"Another resource in this configuration already manages the %s. Remove one of the two, or change its name. Nothing was changed by this resource.", object.Name))}
		}
	}
	for _, object := range objects {
		m.claims.taken[m.claimKey(object)] = struct{}{}
	}
	return nil
}

// Release withdraws claims.
func (m *Meta) Release(objects ...Object) {
	m.claims.mu.Lock()
	defer m.claims.mu.Unlock()
	for _, object := range objects {
		delete(m.claims.taken, m.claimKey(object))
	}
}

func (m *Meta) claimKey(object Object) string {
	key := object.Key
	if key == "" {
		key = m.AWS.Region() + " " + object.ID
	}
	return object.Kind + " " + key
}
