package permission_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// needs are those of the scenario's object and features.
func (sc scenario) needs(t *testing.T) []permission.Need {
	t.Helper()
	object, found := permission.Default().Object(sc.kind, sc.object)
	if !found {
		t.Fatalf("nothing is known about the %s %s", sc.kind, sc.object)
	}
	return permission.Needs([]permission.Object{object}, func(_ permission.Object, need permission.Need) bool {
		return need.When == "" || slices.Contains(sc.features, need.When)
	})
}

// accessTo is what a need is about.
func accessTo(need permission.Need) access {
	if need.On != "" {
		return access{need.Action, need.On}
	}
	return access{need.Action, permission.Default().Actions[need.Action].Resources[0]}
}

// play plays a scenario with a provider that has no permissions but those.
func (sc scenario) play(t *testing.T, needs []permission.Need) (*stage, error) {
	t.Helper()
	s := newStage(t)
	if sc.prepare != nil {
		sc.prepare(s)
	}
	s.limit(permission.Default().Policy(needs, exact))
	return s, sc.run(s)
}

// refused are the actions that the provider was refused.
func (s *stage) refused() []string {
	var actions []string
	for _, made := range s.aws.Calls() {
		if made.AccessKey == s.key && strings.HasPrefix(made.Code, "AccessDenied") {
			actions = append(actions, made.Name())
		}
	}
	return actions
}

// witness gathers what all scenarios of an object have in common to say.
type witness struct {
	mu sync.Mutex
	// used are the phases of each access, by object.
	used map[string]map[access]map[permission.Phase]bool
	// broke are the needs whose lack broke a scenario, by object.
	broke map[string]map[access]bool
	// other are the accesses that calls ask for besides their own.
	other map[string]map[string]bool
}

func (w *witness) add(object string, s *stage) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.used[object] == nil {
		w.used[object], w.broke[object] = map[access]map[permission.Phase]bool{}, map[access]bool{}
	}
	for a, phases := range s.used {
		if w.used[object][a] == nil {
			w.used[object][a] = map[permission.Phase]bool{}
		}
		maps.Copy(w.used[object][a], phases)
	}
	for call, actions := range s.other {
		if w.other[call] == nil {
			w.other[call] = map[string]bool{}
		}
		maps.Copy(w.other[call], actions)
	}
}

// TestPermissions lives every life with exactly the permissions that the data
// names: none may be missing. It lives them again without each single one: where
// it is required something must fail, and say what is missing; where the
// provider does without, it must. At last, no action may be named that no life
// asks for, and none for a phase in which it is not asked for.
func TestPermissions(t *testing.T) {
	t.Parallel()
	seen := &witness{used: map[string]map[access]map[permission.Phase]bool{}, broke: map[string]map[access]bool{}, other: map[string]map[string]bool{}}
	t.Run("lives", func(t *testing.T) {
		for _, sc := range allScenarios() {
			t.Run(sc.object+" "+sc.name, func(t *testing.T) {
				t.Parallel()
				sc.check(t, seen)
			})
		}
	})
	if t.Failed() {
		return
	}
	for _, object := range permission.Default().Objects {
		checkUse(t, object, seen)
	}
	checkOperations(t, seen.other)
}

func (sc scenario) check(t *testing.T, seen *witness) {
	t.Helper()
	object, _ := permission.Default().Object(sc.kind, sc.object)
	needs := sc.needs(t)
	s, err := sc.play(t, needs)
	if err != nil {
		t.Fatalf("with all permissions: %s", err)
	}
	if refused := s.refused(); len(refused) > 0 {
		t.Errorf("missing: %s", refused)
	}
	seen.add(string(object.Kind)+" "+object.Name, s)
	lacks := map[access]bool{}
	for _, need := range needs {
		if a := accessTo(need); s.used[a] != nil { // what is not asked for is not missed
			lacks[a] = true
		}
	}
	for lack := range lacks {
		rest := slices.DeleteFunc(slices.Clone(needs), func(need permission.Need) bool { return accessTo(need) == lack })
		required := slices.ContainsFunc(needs, func(need permission.Need) bool { return accessTo(need) == lack && !need.Optional() })
		s, err := sc.play(t, rest)
		seen.add(string(object.Kind)+" "+object.Name, s)
		consequence, hampered := sc.denied[lack.action]
		switch {
		case err == nil && hampered:
			t.Errorf("without %s it went well, where %q was to be expected", lack.action, consequence)
		case err != nil && hampered && !strings.Contains(oneLine(err), consequence):
			t.Errorf("without %s: want %q, got %s", lack.action, consequence, err)
		case err != nil && !required && !hampered:
			t.Errorf("without %s, which is said to be optional: %s", lack, err)
		case err != nil && required && !advises(err, lack.action):
			t.Errorf("the failure without %s does not say that it is needed: %s", lack.action, err)
		case err != nil && required:
			seen.mu.Lock()
			seen.broke[string(object.Kind)+" "+object.Name][lack] = true
			seen.mu.Unlock()
		}
	}
	if len(needs) == 0 {
		return
	}
	// All that is optional may be missing together, where nothing hangs on it.
	rest := slices.DeleteFunc(slices.Clone(needs), permission.Need.Optional)
	if _, err := sc.play(t, rest); err != nil && len(sc.denied) == 0 {
		t.Errorf("without anything optional: %s", err)
	}
}

// advises reports whether an error names the action in its advice, not only in what
// AWS answered.
func advises(err error, action string) bool {
	_, advice, found := strings.Cut(oneLine(err), "The credentials need the permission")
	return found && strings.Contains(advice, action)
}

// checkUse compares what is known about an object with what its lives asked for.
func checkUse(t *testing.T, object permission.Object, seen *witness) {
	t.Helper()
	name := string(object.Kind) + " " + object.Name
	used, lived := seen.used[name]
	if !lived {
		t.Errorf("%s: no scenario", name)
		return
	}
	said, required := map[access]map[permission.Phase]bool{}, map[access]bool{}
	for _, need := range object.Needs {
		a := accessTo(need)
		if said[a] == nil {
			said[a] = map[permission.Phase]bool{}
		}
		for _, phase := range need.For {
			said[a][phase] = true
		}
		required[a] = required[a] || !need.Optional()
	}
	for a := range required {
		if required[a] && !seen.broke[name][a] {
			t.Errorf("%s: nothing fails without %s", name, a)
		}
	}
	for a := range merge(said, used) {
		if !maps.Equal(said[a], used[a]) {
			t.Errorf("%s: %s is said to be for %s, and asked for in %s", name, a, phasesIn(said[a]), phasesIn(used[a]))
		}
	}
}

func merge[V any](a, b map[access]V) map[access]V {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

func phasesIn(phases map[permission.Phase]bool) string {
	return fmt.Sprint(slices.Sorted(maps.Keys(phases)))
}

func (a access) String() string { return a.action + " on " + a.resource }

// checkOperations compares the calls that IAM decides on by other actions with
// those that did.
func checkOperations(t *testing.T, other map[string]map[string]bool) {
	t.Helper()
	said := map[string]map[string]bool{}
	for _, operation := range permission.Default().Operations {
		said[operation.Operation] = map[string]bool{}
		for _, action := range operation.Actions {
			said[operation.Operation][action] = true
		}
	}
	for name := range other {
		if !maps.Equal(said[name], other[name]) {
			t.Errorf("%s asks for %v besides, and is said to ask for %v", name, other[name], said[name])
		}
		delete(said, name)
	}
	for name := range said {
		t.Errorf("%s was never called", name)
	}
}
