package permission_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// mostCalls is how often a life may make one call while its answers are broken.
// What waits makes the most.
const mostCalls = 30

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
}

// samePage is an answer with the token of the first page. The emulator takes it
// for one of its own.
func samePage(action string) func([]byte) []byte {
	again := base64.RawURLEncoding.EncodeToString([]byte(action + "\n" + acctest.Region + "\n"))
	return func(body []byte) []byte {
		if isXML(body) { // IAM
			return bytes.Replace(body, []byte("<IsTruncated>false</IsTruncated>"), []byte("<IsTruncated>true</IsTruncated><Marker>"+again+"</Marker>"), 1)
		}
		return emulator.SetMember("NextToken", again)(emulator.SetMember("nextToken", again)(body))
	}
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
			_, action, _ := strings.Cut(operation, ":")
			try := func(name string, body func([]byte) []byte, patience time.Duration) {
				lives.Go(func() error {
					if err := sc.playBroken(t, operation, body, patience); err != nil {
						t.Errorf("%s %s, %s, %s: %s", sc.kind, sc.object, operation, name, err)
					}
					return nil
				})
			}
			for name, body := range brokenBodies {
				try(name, body, 500*time.Millisecond)
			}
			try("the same page again", samePage(action), 10*time.Second)
		}
	}
	_ = lives.Wait()
}

func (sc scenario) playBroken(t *testing.T, operation string, body func([]byte) []byte, patience time.Duration) error {
	t.Helper()
	s := newStage(t)
	if sc.prepare != nil {
		sc.prepare(s)
	}
	ctx, cancel := context.WithTimeout(s.ctx, patience) // for what waits
	defer cancel()
	s.ctx = ctx
	service, action, _ := strings.Cut(operation, ":")
	var calls atomic.Int32
	s.aws.Inject(emulator.Fault{Service: service, Operation: action, Rewrite: func(answer []byte) []byte {
		if calls.Add(1) > mostCalls {
			cancel()
		}
		return body(answer)
	}, Match: func(made emulator.Call) bool { return made.AccessKey == s.key }})
	if err := sc.run(s); err != nil && strings.Contains(err.Error(), "bug in the provider") {
		return err
	}
	if n := calls.Load(); n > mostCalls {
		return fmt.Errorf("%d calls", n)
	}
	return nil
}
