package permission_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// mostCalls is how often a life may make one call while its answers are broken.
const mostCalls = 200

// brokenBodies are what AWS, or something in between, may answer with success.
var brokenBodies = map[string]func([]byte) []byte{
	"no body": func([]byte) []byte { return nil },
	"no members": func(body []byte) []byte {
		if isXML(body) {
			return []byte(`<Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Result/></Response>`)
		}
		return []byte(`{}`)
	},
	"empty elements": broken(emptied),
	"the same page again": func(body []byte) []byte {
		return emulator.SetMember("NextToken", "again")(emulator.SetMember("nextToken", "again")(body))
	},
}

func isXML(body []byte) bool { return strings.HasPrefix(string(body), "<") }

// broken changes each member of a JSON answer.
func broken(change func(any) any) func([]byte) []byte {
	return func(body []byte) []byte {
		members := map[string]any{}
		if json.Unmarshal(body, &members) != nil {
			return body
		}
		for name, member := range members {
			members[name] = change(member)
		}
		text, err := json.Marshal(members)
		if err != nil {
			return body
		}
		return text
	}
}

// emptied is a list or an object with nothing in its elements.
func emptied(member any) any {
	switch member := member.(type) {
	case []any:
		for i := range member {
			member[i] = emptied(member[i])
		}
		return member
	case map[string]any:
		return map[string]any{}
	}
	return member
}

// TestBrokenAnswers lives the lives of all objects again, and breaks the answers
// of each operation in turn. A life may end with an error. Nothing may crash, no
// state may differ from its plan, and no list may go on without an end.
func TestBrokenAnswers(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	var lives errgroup.Group
	lives.SetLimit(24) // most of them wait most of the time
	for _, sc := range allScenarios() {
		if sc.kind == permission.KindProvider {
			continue
		}
		whole, err := sc.play(t, sc.needs(t))
		if err != nil {
			continue // TestPermissions reports it
		}
		operations := map[string]bool{}
		for _, made := range whole.aws.Calls() {
			key := sc.object + " " + made.Name()
			if strings.HasSuffix(sc.object, "_rule") { // one implementation for all
				key = string(sc.kind) + " of a rule " + made.Name()
			}
			if made.AccessKey == whole.key && !tried[key] {
				tried[key], operations[made.Name()] = true, true
			}
		}
		for _, operation := range slices.Sorted(maps.Keys(operations)) {
			for name, body := range brokenBodies {
				lives.Go(func() error {
					if err := sc.playBroken(t, operation, body); err != nil {
						t.Errorf("%s %s, %s, %s: %s", sc.kind, sc.object, operation, name, err)
					}
					return nil
				})
			}
		}
	}
	_ = lives.Wait()
}

func (sc scenario) playBroken(t *testing.T, operation string, body func([]byte) []byte) error {
	t.Helper()
	s := newStage(t)
	if sc.prepare != nil {
		sc.prepare(s)
	}
	ctx, cancel := context.WithTimeout(s.ctx, 500*time.Millisecond) // for what waits
	defer cancel()
	s.ctx = ctx
	service, action, _ := strings.Cut(operation, ":")
	s.aws.Inject(emulator.Fault{Service: service, Operation: action, Rewrite: body, Match: func(made emulator.Call) bool { return made.AccessKey == s.key }})
	if err := sc.run(s); err != nil && strings.Contains(err.Error(), "bug in the provider") {
		return err
	}
	calls := 0
	for _, made := range s.aws.Calls() {
		if made.Name() == operation {
			calls++
		}
	}
	if calls > mostCalls && ctx.Err() == nil {
		return fmt.Errorf("%d calls", calls)
	}
	return nil
}
