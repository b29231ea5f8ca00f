package awsresource

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// claims are the objects of the resources of one configuration.
type claims struct {
	mu sync.Mutex
	// created are those that Create creates or has created, planned those that a
	// plan creates, and managed those that the state has.
	created, planned, managed map[string]struct{}
	// blind says that plans cannot look for objects.
	blind atomic.Bool
}

func newClaims() *claims {
	return &claims{created: map[string]struct{}{}, planned: map[string]struct{}{}, managed: map[string]struct{}{}}
}

// Claim records that the objects are being created. It is an error, and none is
// claimed, if another resource of this configuration has claimed one of them.
// Release them if the creation fails, and after they are deleted.
func (m *Meta) Claim(objects ...Object) diag.Diagnostics {
	return m.claim(m.claims.created, objects)
}

// ClaimPlanned is Claim for objects that a plan creates. Terraform plans the
// creation of a resource once with one configuration of the provider.
func (m *Meta) ClaimPlanned(objects ...Object) diag.Diagnostics {
	return m.claim(m.claims.planned, objects)
}

func (m *Meta) claim(taken map[string]struct{}, objects []Object) diag.Diagnostics {
	m.claims.mu.Lock()
	defer m.claims.mu.Unlock()
	for _, object := range objects {
		if _, found := taken[m.claimKey(object)]; found {
			return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(object.Attribute, "Duplicate "+object.Kind, fmt.Sprintf(
				"Another resource in this configuration already manages the %s. Remove one of the two, or change its name. Nothing was changed by this resource.", object.Name))}
		}
	}
	for _, object := range objects {
		taken[m.claimKey(object)] = struct{}{}
	}
	return nil
}

// Managed records that the state has the objects: a plan that creates them again
// deletes them before.
func (m *Meta) Managed(objects ...Object) {
	m.claims.mu.Lock()
	defer m.claims.mu.Unlock()
	for _, object := range objects {
		m.claims.managed[m.claimKey(object)] = struct{}{}
	}
}

func (m *Meta) isManaged(object Object) bool {
	m.claims.mu.Lock()
	defer m.claims.mu.Unlock()
	_, managed := m.claims.managed[m.claimKey(object)]
	return managed
}

// Release withdraws claims.
func (m *Meta) Release(objects ...Object) {
	m.claims.mu.Lock()
	defer m.claims.mu.Unlock()
	for _, object := range objects {
		delete(m.claims.created, m.claimKey(object))
	}
}

func (m *Meta) claimKey(object Object) string {
	key := object.Key
	if key == "" {
		key = m.AWS.Region() + " " + object.ID
	}
	return object.Kind + " " + key
}
