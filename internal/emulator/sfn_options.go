package emulator

import (
	"net/http"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

// workflowSettings are how IAM and Step Functions behave here.
type workflowSettings struct {
	roles       RolePropagation
	deleting    MachineDeletion
	connections ConnectionDelay
	journals    []*JournalRecord
	hosts       map[string]http.Handler
	jsonata     []string
	engine      *jsonata.Engine // nil until it is needed
}

// RolePropagation is how long a new role cannot be assumed. The zero value lets
// it be assumed at once.
type RolePropagation struct {
	// Uses is how many checks of the role fail first.
	Uses int
	// For is how long, by the emulator's clock, they fail after the creation.
	For time.Duration
}

// MachineDeletion is how long a deleted state machine stays DELETING. With the
// zero value it is gone at once.
type MachineDeletion struct {
	// Describes is how many times DescribeStateMachine still finds it; a
	// CreateStateMachine that is refused because of it counts as well.
	Describes int
	// For is how long, by the emulator's clock, it is still there.
	For time.Duration
}

// WithJSONata names folders in which the reference implementation of JSONata is
// looked for first (see [jsonata.Locate]).
func WithJSONata(dirs ...string) Option {
	return func(e *Emulator) { e.workflow.jsonata = dirs }
}

// SetRolePropagation decides how long roles that are made from now on cannot be
// assumed.
func (e *Emulator) SetRolePropagation(p RolePropagation) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.workflow.roles = p
}

// SetMachineDeletion decides how long state machines that are deleted from now
// on stay DELETING.
func (e *Emulator) SetMachineDeletion(d MachineDeletion) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.workflow.deleting = d
}

func (s *iamState) count(to *Inventory) {
	to.Roles += len(s.roles)
	to.ManagedPolicies += len(s.policies)
	for _, role := range s.roles {
		to.RolePolicies += len(role.Inline) + len(role.Attached)
	}
}

// count counts state machines that are being deleted too.
func (s *sfnState) count(to *Inventory) { to.StateMachines += len(s.machines) }
