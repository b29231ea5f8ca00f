package permission_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// TestTags holds for every resource with tags.
func TestTags(t *testing.T) {
	t.Parallel()
	for _, typ := range slices.Sorted(maps.Keys(acctest.Schemas().ResourceSchemas)) {
		scenarios := slices.DeleteFunc(allScenarios(), func(sc scenario) bool {
			return sc.kind != permission.KindResource || sc.object != typ || slices.Contains(sc.features, "tags")
		})
		if !hasTags(typ) || len(scenarios) == 0 && strings.HasSuffix(typ, "_rule") { // one implementation for all rules
			continue
		}
		if len(scenarios) == 0 {
			t.Errorf("%s has no scenario without tags", typ)
			continue
		}
		for name, check := range map[string]func(*testing.T, scenario){
			"default tags later":   defaultTagsLater,
			"unknown default tags": unknownDefaultTags,
			"refused default tags": refusedDefaultTags,
		} {
			t.Run(typ+"/"+name, func(t *testing.T) {
				t.Parallel()
				check(t, scenarios[0])
			})
		}
	}
}

func hasTags(typ string) bool {
	for _, attribute := range acctest.Schemas().ResourceSchemas[typ].Block.Attributes {
		if attribute.Name == "tags_all" {
			return true
		}
	}
	return false
}

func defaultTags(tags any) config { return config{"default_tags": config{"tags": tags}} }

// start plays the scenario up to what it creates first, with tags by default.
func (sc scenario) start(t *testing.T, tags config, created func(*thing, config) error) (*stage, error) {
	t.Helper()
	s := newStage(t)
	if sc.prepare != nil {
		sc.prepare(s)
	}
	s.provider = config{}.with(s.provider).with(defaultTags(tags))
	s.created = created
	s.key = "AKIAWITHALLPERMISSIONS"
	err := sc.run(s)
	if errors.Is(err, errEnded) {
		if left := strings.TrimPrefix(err.Error(), errEnded.Error()); left != "" {
			t.Error(left)
		}
		return s, nil
	}
	return s, err
}

// defaultTagsLater changes nothing but the default tags: they reach AWS, and the
// plan is empty afterwards.
func defaultTagsLater(t *testing.T, sc scenario) {
	_, err := sc.start(t, config{}, func(o *thing, given config) error {
		for _, tags := range []config{{"team": "ci"}, {"team": "platform", "tier": "1"}, {"tier": "1"}, {}} {
			o.stage.provider = config{}.with(o.stage.provider).with(defaultTags(tags))
			if err := errors.Join(o.update(given), o.unchanged(given)); err != nil {
				return err
			}
			all, _ := o.State["tags_all"].(map[string]any)
			if len(all) != len(tags) {
				t.Errorf("with the default tags %v the object has the tags %v", tags, all)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// unknownDefaultTags refreshes while the default tags are unknown: nothing
// changes in the state.
func unknownDefaultTags(t *testing.T, sc scenario) {
	for _, unknown := range []any{acctest.Unknown, config{"team": acctest.Unknown}, config{"team": "ci", "at": acctest.Unknown}} {
		_, err := sc.start(t, config{"team": "ci"}, func(o *thing, given config) error {
			known, before := o.stage.provider, o.State
			o.stage.provider = config{}.with(known).with(defaultTags(unknown))
			if err := o.refresh(); err != nil {
				return err
			}
			for _, name := range []string{"tags", "tags_all"} {
				if before, after := acctest.JSON(before[name]), acctest.JSON(o.State[name]); before != after {
					t.Errorf("with the default tags %v the refresh changes %s from %s to %s", unknown, name, before, after)
				}
			}
			o.stage.provider = known
			return o.unchanged(given)
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// refusedDefaultTags have characters, or keys, that some services refuse. Then
// the plan says so; nothing is left to be refused during an apply.
func refusedDefaultTags(t *testing.T, sc scenario) {
	for _, tags := range []config{{"team": "a;b"}, {"te&am": "a"}, {"team": "a\nb"}, {"team": "✓"}, {"Team": "a", "team": "b"}} {
		s, err := sc.start(t, tags, func(*thing, config) error { return nil })
		if err == nil {
			continue
		}
		if !strings.Contains(err.Error(), "tag") {
			t.Errorf("%v: %s", tags, err)
		}
		for _, made := range s.aws.Calls() {
			if made.AccessKey == s.key && (strings.Contains(made.Name(), ":Create") || strings.Contains(made.Name(), ":Put") || strings.Contains(made.Name(), ":Tag")) {
				t.Errorf("%v was refused during the apply by %s: %s", tags, made.Name(), err)
			}
		}
	}
}
