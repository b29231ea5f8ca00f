package awsclient

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

func TestTargets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeBus(2)
		r := newRules(f)
		check := func(rule string, want ...string) {
			t.Helper()
			targets, err := r.Targets(t.Context(), "orders", rule)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, target := range targets {
				ids = append(ids, aws.ToString(target.Id))
			}
			if !slices.Equal(ids, want) {
				t.Errorf("targets of %s are %v, want %v", rule, ids, want)
			}
		}
		// Five targets of one rule are read with one call.
		parallel(t, 5, 5, func(int) error { _, err := r.Targets(t.Context(), "orders", ruleName(0)); return err })
		check(ruleName(0), "log")
		f.want(t, map[string]int{"ListTargetsByRule": 1})

		// Own writes are seen at once, however far behind the listing is.
		r.WroteTarget("orders", ruleName(0), ebtypes.Target{Id: aws.String("a")})
		check(ruleName(0), "a", "log")
		r.DeletedTarget("orders", ruleName(0), "log")
		check(ruleName(0), "a")
		f.want(t, map[string]int{})

		// Long afterwards EventBridge knows better.
		time.Sleep(refreshAge + consistencyWindow)
		check(ruleName(0), "log")
		f.want(t, map[string]int{"ListTargetsByRule": 1})

		// A rule made anew starts with none.
		r.Deleted("orders", ruleName(1))
		r.Wrote("orders", ruleName(1), true)
		check(ruleName(1))
		r.WroteTarget("orders", ruleName(1), ebtypes.Target{Id: aws.String("b")})
		check(ruleName(1), "b")
		f.want(t, map[string]int{})

		if _, err := r.Targets(t.Context(), "orders", "gone"); !IsNotFound(err) {
			t.Errorf("no rule: %v", err)
		}
		f.fail["ListTargetsByRule"] = code("AccessDeniedException")
		if _, err := r.Targets(t.Context(), "orders", "other"); !IsAccessDenied(err) {
			t.Errorf("denied: %v", err)
		}
	})
}
