package permission_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// brokenPatience is how long a life may wait for what never comes.
const brokenPatience = 500 * time.Millisecond

// mostCalls is how often a life may make one call while its answers are broken.
// What waits looks every 5 milliseconds.
const mostCalls = 150

// brokenBodies are what AWS, or something in between, may answer with success
// besides nothing at all.
var brokenBodies = map[string]func([]byte) []byte{
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

func isRead(action string) bool {
	return slices.ContainsFunc([]string{"List", "Describe", "Get", "Filter", "Lookup"}, func(verb string) bool { return strings.HasPrefix(action, verb) })
}

// alters reports whether an answer has other members afterwards.
func alters(body func([]byte) []byte, answer []byte) bool {
	var before, after any
	now := body(answer)
	if json.Unmarshal(answer, &before) != nil || json.Unmarshal(now, &after) != nil {
		return !bytes.Equal(answer, now)
	}
	return !reflect.DeepEqual(before, after)
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
				if err := sc.playBroken(t, operation, body, patience); err != nil {
					t.Errorf("%s %s, %s, %s: %s", sc.kind, sc.object, operation, name, err)
				}
			}
			lives.Go(func() error {
				var mu sync.Mutex
				var answers [][]byte
				try("no body", func(answer []byte) []byte {
					mu.Lock()
					defer mu.Unlock()
					answers = append(answers, answer)
					return nil
				}, brokenPatience)
				for name, body := range brokenBodies {
					// What a call answers that changes something has one form, which may have nothing to break.
					if isRead(action) || slices.ContainsFunc(answers, func(answer []byte) bool { return alters(body, answer) }) {
						try(name, body, brokenPatience)
					}
				}
				if isRead(action) {
					try("the same page again", samePage(action), 10*time.Second)
				}
				return nil
			})
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
