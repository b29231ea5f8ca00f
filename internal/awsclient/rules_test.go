package awsclient

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"golang.org/x/sync/errgroup"
)

// fakeBus is one event bus that counts what is asked of it. A call takes a
// tenth of a second of the test's own time.
type fakeBus struct {
	mu      sync.Mutex
	name    string
	rules   map[string]string            // name -> pattern
	targets map[string]map[string]string // rule -> id -> ARN
	hidden  map[string]bool              // not listed
	calls   map[string]int
	fail    map[string]error // by operation
	// slow makes a rule unreadable for as many looks.
	slow map[string]int
}

func newFakeBus(rules int) *fakeBus {
	f := &fakeBus{
		name: "orders", rules: map[string]string{}, targets: map[string]map[string]string{},
		hidden: map[string]bool{}, calls: map[string]int{}, fail: map[string]error{}, slow: map[string]int{},
	}
	for i := range rules {
		name := ruleName(i)
		f.rules[name] = fmt.Sprintf(`{"source":["%d"]}`, i)
		f.targets[name] = map[string]string{"log": "arn:" + name}
	}
	return f
}

func ruleName(i int) string { return fmt.Sprintf("rule-%04d", i) }

func (f *fakeBus) enter(operation, bus string) (func(), error) {
	time.Sleep(100 * time.Millisecond)
	f.mu.Lock()
	f.calls[operation]++
	if err := f.fail[operation]; err != nil {
		return f.mu.Unlock, err
	}
	if bus != f.name {
		return f.mu.Unlock, answered(400, &ebtypes.ResourceNotFoundException{Message: aws.String("no such bus")})
	}
	return f.mu.Unlock, nil
}

func (f *fakeBus) ListRules(_ context.Context, in *eventbridge.ListRulesInput, _ ...func(*eventbridge.Options)) (*eventbridge.ListRulesOutput, error) {
	leave, err := f.enter("ListRules", aws.ToString(in.EventBusName))
	defer leave()
	if err != nil {
		return nil, err
	}
	start, _ := strconv.Atoi(aws.ToString(in.NextToken))
	out := &eventbridge.ListRulesOutput{}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(f.rules)), func(name string) bool { return f.hidden[name] })
	for i := start; i < len(names) && i < start+int(aws.ToInt32(in.Limit)); i++ {
		out.Rules = append(out.Rules, ebtypes.Rule{Name: aws.String(names[i]), EventPattern: aws.String(f.rules[names[i]])})
	}
	if next := start + len(out.Rules); next < len(names) {
		out.NextToken = aws.String(strconv.Itoa(next))
	}
	return out, nil
}

func (f *fakeBus) DescribeRule(_ context.Context, in *eventbridge.DescribeRuleInput, _ ...func(*eventbridge.Options)) (*eventbridge.DescribeRuleOutput, error) {
	leave, err := f.enter("DescribeRule", aws.ToString(in.EventBusName))
	defer leave()
	if err != nil {
		return nil, err
	}
	name := aws.ToString(in.Name)
	pattern, ok := f.rules[name]
	if f.slow[name] > 0 {
		f.slow[name]--
		ok = false
	}
	if !ok {
		return nil, answered(400, &ebtypes.ResourceNotFoundException{Message: aws.String("no such rule")})
	}
	return &eventbridge.DescribeRuleOutput{Name: in.Name, EventPattern: aws.String(pattern)}, nil
}

func (f *fakeBus) ListTargetsByRule(_ context.Context, in *eventbridge.ListTargetsByRuleInput, _ ...func(*eventbridge.Options)) (*eventbridge.ListTargetsByRuleOutput, error) {
	leave, err := f.enter("ListTargetsByRule", aws.ToString(in.EventBusName))
	defer leave()
	if err != nil {
		return nil, err
	}
	rule := aws.ToString(in.Rule)
	if _, ok := f.rules[rule]; !ok {
		return nil, answered(400, &ebtypes.ResourceNotFoundException{Message: aws.String("no such rule")})
	}
	out := &eventbridge.ListTargetsByRuleOutput{}
	for _, id := range slices.Sorted(maps.Keys(f.targets[rule])) {
		out.Targets = append(out.Targets, ebtypes.Target{Id: aws.String(id), Arn: aws.String(f.targets[rule][id])})
	}
	return out, nil
}

// put and remove are what others or the resources do to the bus.
func (f *fakeBus) put(name, pattern string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules[name] = pattern
}

func (f *fakeBus) remove(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.rules, name)
}

func (f *fakeBus) want(t *testing.T, calls map[string]int) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if !maps.Equal(f.calls, calls) {
		t.Errorf("calls %v, want %v", f.calls, calls)
	}
	f.calls = map[string]int{}
}

// parallel runs the function for each number with as many at once as Terraform
// is told to.
func parallel(t *testing.T, n, atOnce int, do func(i int) error) {
	t.Helper()
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i := range n {
		group.Go(func() error { return do(i) })
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}

func mustFind(t *testing.T, r *Rules, name, pattern string) {
	t.Helper()
	rule, err := r.Find(t.Context(), "orders", name)
	if err != nil {
		t.Fatalf("Find(%s): %s", name, err)
	}
	if got := aws.ToString(rule.EventPattern); got != pattern {
		t.Errorf("Find(%s) has the pattern %s, want %s", name, got, pattern)
	}
}

func TestRefreshListsTheBusOnce(t *testing.T) {
	t.Parallel()
	for _, atOnce := range []int{1, 10, 1000} {
		t.Run(strconv.Itoa(atOnce), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := newFakeBus(300)
				r := newRules(f)
				parallel(t, 300, atOnce, func(i int) error {
					bus := []string{"orders", "arn:aws:events:eu-central-1:123456789012:event-bus/orders"}[i%2]
					rule, err := r.Find(t.Context(), bus, ruleName(i))
					if err == nil && aws.ToString(rule.EventPattern) != fmt.Sprintf(`{"source":["%d"]}`, i) {
						err = fmt.Errorf("rule %d is %s", i, aws.ToString(rule.EventPattern))
					}
					return err
				})
				f.want(t, map[string]int{"ListRules": 3})
			})
		})
	}
}

func TestOneRuleOfALargeBusIsNotPagedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(2000)
		r := newRules(f)
		mustFind(t, r, ruleName(1500), `{"source":["1500"]}`)
		f.want(t, map[string]int{"ListRules": 1, "DescribeRule": 1})
		mustFind(t, r, ruleName(1500), `{"source":["1500"]}`)
		f.want(t, map[string]int{"DescribeRule": 1})
		// A second rule makes the listing worth while.
		mustFind(t, r, ruleName(1501), `{"source":["1501"]}`)
		f.want(t, map[string]int{"ListRules": 20})
	})
}

func TestStaleTokenStartsOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(150)
		r := newRules(&staleTokens{fakeBus: f})
		mustFind(t, r, ruleName(0), `{"source":["0"]}`)
		mustFind(t, r, ruleName(149), `{"source":["149"]}`)
		f.want(t, map[string]int{"ListRules": 3})
	})
}

// staleTokens refuses the first page token it gave out.
type staleTokens struct {
	*fakeBus
	refused bool
}

func (s *staleTokens) ListRules(ctx context.Context, in *eventbridge.ListRulesInput, o ...func(*eventbridge.Options)) (*eventbridge.ListRulesOutput, error) {
	if in.NextToken != nil && !s.refused {
		s.refused = true
		return nil, code("InvalidToken")
	}
	return s.fakeBus.ListRules(ctx, in, o...)
}

func TestFindTellsWhatIsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(3)
		r := newRules(f)
		_, err := r.Find(t.Context(), "orders", "gone")
		const want = `rule "gone" on event bus "orders" does not exist`
		if !IsNotFound(err) || err.Error()[:len(want)] != want {
			t.Errorf("got %v", err)
		}
		// The listing did not have it, and the rule itself was asked for.
		f.want(t, map[string]int{"ListRules": 1, "DescribeRule": missingLooks})

		// A listing that is behind does not make a rule vanish.
		f.put("late", `{"source":["late"]}`)
		f.hidden["late"] = true
		mustFind(t, r, "late", `{"source":["late"]}`)

		// Nor do reads that are all behind.
		f.put("later", `{"source":["later"]}`)
		f.hidden["later"], f.slow["later"] = true, missingLooks-1
		mustFind(t, r, "later", `{"source":["later"]}`)

		f.calls = map[string]int{}
		for range 3 { // the bus is looked for once
			if _, err := r.Find(t.Context(), "no-bus", "a"); !IsNotFound(err) {
				t.Errorf("no bus: %v", err)
			}
		}
		f.want(t, map[string]int{"ListRules": 3, "DescribeRule": missingLooks})
	})
}

func TestFindIsFresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(3)
		r := newRules(f)
		mustFind(t, r, ruleName(0), `{"source":["0"]}`)
		f.put(ruleName(0), `{"source":["changed"]}`)
		mustFind(t, r, ruleName(1), `{"source":["1"]}`)
		f.want(t, map[string]int{"ListRules": 1})
		time.Sleep(refreshAge + time.Second)
		mustFind(t, r, ruleName(0), `{"source":["changed"]}`)
		f.want(t, map[string]int{"ListRules": 1})
	})
}

func TestFindAfterOwnWriteDescribes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(300)
		r := newRules(f)
		mustFind(t, r, ruleName(0), `{"source":["0"]}`)
		mustFind(t, r, ruleName(1), `{"source":["1"]}`)
		f.want(t, map[string]int{"ListRules": 3})
		f.put(ruleName(0), `{"source":["new"]}`)
		r.Wrote("orders", ruleName(0), false)
		parallel(t, 300, 10, func(i int) error { _, err := r.Find(t.Context(), "orders", ruleName(i)); return err })
		mustFind(t, r, ruleName(0), `{"source":["new"]}`)
		f.want(t, map[string]int{"DescribeRule": 301})
	})
}

func TestWriteDuringARefreshIsSeen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(1)
		r := newRules(f)
		var waiting sync.WaitGroup
		waiting.Go(func() { mustFind(t, r, ruleName(0), `{"source":["new"]}`) })
		time.Sleep(50 * time.Millisecond) // the listing is under way
		r.Wrote("orders", ruleName(0), false)
		time.Sleep(75 * time.Millisecond) // it was answered with the old pattern
		f.put(ruleName(0), `{"source":["new"]}`)
		waiting.Wait()
		f.want(t, map[string]int{"ListRules": 1, "DescribeRule": 1})
	})
}

func TestNewRuleNotReadableYet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(0)
		r := newRules(f)
		f.put("new", "{}")
		f.slow["new"] = 3
		r.Wrote("orders", "new", true)
		r.Wrote("orders", "new", false) // an update does not make it an old rule
		mustFind(t, r, "new", "{}")
		f.want(t, map[string]int{"DescribeRule": 4})

		// A rule that does not show up is gone in the end.
		f.slow["new"] = 1000
		started := time.Now()
		if _, err := r.Find(t.Context(), "orders", "new"); !IsNotFound(err) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(started); took > 2*consistencyWindow {
			t.Errorf("gave up after %s", took)
		}

		// The caller's time is kept, and the error says what was seen last.
		f.slow["other"] = 1000
		r.Wrote("orders", "other", true)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := r.Find(ctx, "orders", "other"); !IsTimeout(err) || !IsNotFound(err) {
			t.Errorf("got %v", err)
		}
	})
}

func TestListRulesDenied(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(50)
		f.fail["ListRules"] = code("AccessDeniedException")
		r := newRules(f)
		parallel(t, 50, 10, func(i int) error { _, err := r.Find(t.Context(), "orders", ruleName(i)); return err })
		f.mu.Lock()
		lists := f.calls["ListRules"]
		f.mu.Unlock()
		if lists < 1 || lists > 2 {
			t.Errorf("asked %d times for a listing that is not allowed", lists)
		}
		occupied, err := r.Occupied(t.Context(), "orders", ruleName(1))
		if !occupied || err != nil {
			t.Errorf("Occupied = %v, %v", occupied, err)
		}
		if occupied, err = r.Occupied(t.Context(), "orders", "free"); occupied || err != nil {
			t.Errorf("Occupied = %v, %v", occupied, err)
		}
	})
}

func TestDescribeRuleDenied(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(3)
		f.fail["DescribeRule"] = code("AccessDeniedException")
		r := newRules(f)
		mustFind(t, r, ruleName(1), `{"source":["1"]}`)
		if _, err := r.Find(t.Context(), "orders", "gone"); !IsNotFound(err) {
			t.Errorf("a whole listing without the rule: %v", err)
		}
		f.fail["ListRules"] = code("AccessDeniedException")
		time.Sleep(refreshAge + time.Second)
		if _, err := r.Find(t.Context(), "orders", ruleName(1)); !IsAccessDenied(err) {
			t.Errorf("neither is allowed: %v", err)
		}
	})
}

func TestFailureIsNotRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(3)
		f.fail["ListRules"] = code("InternalException")
		r := newRules(f)
		if _, err := r.Find(t.Context(), "orders", ruleName(1)); !IsInternal(err) {
			t.Errorf("got %v", err)
		}
		if _, err := r.Occupied(t.Context(), "orders", ruleName(1)); !IsInternal(err) {
			t.Errorf("got %v", err)
		}
		delete(f.fail, "ListRules")
		mustFind(t, r, ruleName(1), `{"source":["1"]}`)
	})
}

func TestCreatingManyRulesLooksFew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(0)
		r := newRules(f)
		parallel(t, 300, 10, func(i int) error {
			occupied, err := r.Occupied(t.Context(), "orders", ruleName(i))
			if occupied || err != nil {
				return fmt.Errorf("Occupied(%d) = %v, %w", i, occupied, err)
			}
			time.Sleep(200 * time.Millisecond) // PutRule
			f.put(ruleName(i), "{}")
			r.Wrote("orders", ruleName(i), true)
			if targets, err := r.Targets(t.Context(), "orders", ruleName(i)); len(targets) != 0 || err != nil {
				return fmt.Errorf("Targets(%d) = %v, %w", i, targets, err)
			}
			r.WroteTarget("orders", ruleName(i), ebtypes.Target{Id: aws.String("log")})
			return nil
		})
		if pages := f.calls["ListRules"]; pages > 300/40 {
			t.Errorf("%d pages", pages)
		}
	})
}

// TestLookIsFresh has another process create what this one is about to create: it is
// seen unless both create it in the same moment, however often this one has looked.
func TestLookIsFresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(0)
		r := newRules(f)
		for i := range 8 {
			if occupied, err := r.Occupied(t.Context(), "orders", "early"+ruleName(i)); occupied || err != nil {
				t.Fatalf("Occupied = %v, %v", occupied, err)
			}
			time.Sleep(5 * time.Second)
			if occupied, err := r.WasOccupied(t.Context(), "orders", ruleName(i)); occupied || err != nil {
				t.Errorf("WasOccupied = %v, %v", occupied, err) // as the plan just before the creation
			}
			f.put(ruleName(i), "{}")
			time.Sleep(4 * time.Second)
			if occupied, err := r.Occupied(t.Context(), "orders", ruleName(i)); !occupied || err != nil {
				t.Errorf("rule %d of another process: Occupied = %v, %v", i, occupied, err)
			}
			r.Wrote("orders", "own"+ruleName(i), true)
		}
	})
}

// TestListingIsAsOldAsItsFirstPage has the plan of a second rule complete the listing
// that the first one began, just before the rule is created.
func TestListingIsAsOldAsItsFirstPage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(0)
		r := newRules(f)
		if occupied, err := r.Occupied(t.Context(), "orders", "early"); occupied || err != nil {
			t.Fatalf("Occupied = %v, %v", occupied, err)
		}
		time.Sleep(5 * time.Second)
		f.put("late", "{}")
		for _, look := range []func(context.Context, string, string) (bool, error){r.WasOccupied, r.Occupied} {
			if occupied, err := look(t.Context(), "orders", "late"); !occupied || err != nil {
				t.Errorf("the rule of another process: %v, %v", occupied, err)
			}
		}
	})
}

func TestOccupied(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(2)
		r := newRules(f)
		check := func(name string, want bool) {
			t.Helper()
			got, err := r.Occupied(t.Context(), "orders", name)
			if got != want || err != nil {
				t.Errorf("Occupied(%s) = %v, %v; want %v", name, got, err, want)
			}
		}
		check(ruleName(0), true) // a foreign rule
		check("mine", false)
		r.Wrote("orders", "mine", true)
		check("mine", true) // before any listing shows it
		r.Deleted("orders", "mine")
		check("mine", false)

		// Replacing a foreign rule that this process deleted, while listings are behind.
		r.Deleted("orders", ruleName(0))
		check(ruleName(0), false)
		f.want(t, map[string]int{"ListRules": 1})

		// Somebody made it again: a later listing is believed.
		time.Sleep(2 * consistencyWindow)
		check(ruleName(0), true)
		f.want(t, map[string]int{"ListRules": 1})

		if _, err := r.Occupied(t.Context(), "no-bus", "a"); !IsNotFound(err) {
			t.Errorf("no bus: %v", err)
		}
		f.remove(ruleName(1))
	})
}

func TestOccupiedOnALargeBus(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(1000)
		r := newRules(f)
		if occupied, err := r.Occupied(t.Context(), "orders", ruleName(900)); !occupied || err != nil {
			t.Errorf("Occupied = %v, %v", occupied, err)
		}
		f.want(t, map[string]int{"ListRules": 1, "DescribeRule": 1})
	})
}
