package emulator

import (
	"maps"
	"slices"
	"strings"
)

func registerEventTags(s *jsonService) {
	writes(s, "TagResource", tagEventResource)
	writes(s, "UntagResource", untagEventResource)
	reads(s, "ListTagsForResource", listEventTags)
}

type eventTag struct {
	Key   *string `aws:"required,len=1..128"`
	Value *string `aws:"required,len=0..256"`
}

// newTags turns the tags of a request into a map, and checks what the service
// model leaves open.
func newTags(tags []eventTag) (map[string]string, error) { return mergeTags(nil, tags) }

func mergeTags(have map[string]string, tags []eventTag) (map[string]string, error) {
	out := map[string]string{}
	maps.Copy(out, have)
	seen := map[string]bool{}
	for _, tag := range tags {
		key := *tag.Key
		switch {
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return nil, invalid("Tag keys starting with 'aws:' are reserved for system use: %s", key)
		case seen[key]:
			return nil, invalid("Duplicate tag key: %s", key)
		}
		seen[key] = true
		out[key] = *tag.Value
	}
	if len(out) > maxTags {
		return nil, failf("LimitExceededException", "The number of tags exceeds the limit of %d.", maxTags)
	}
	return out, nil
}

func listedTags(tags map[string]string) []eventTag {
	out := make([]eventTag, 0, len(tags))
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		text := tags[key]
		out = append(out, eventTag{Key: &key, Value: &text})
	}
	return out
}

// tagged is a bus or a rule whose tags are read or changed.
type tagged struct {
	bus  *eventBus
	rule *eventRule
}

func (t tagged) tags() map[string]string {
	if t.rule != nil {
		return t.rule.Tags
	}
	return t.bus.Tags
}

func (s *eventsState) setTags(t tagged, tags map[string]string) error {
	if t.rule == nil {
		s.changeBus(t.bus.Name, func(b *eventBus) { b.Tags = tags })
		return nil
	}
	if t.rule.ManagedBy != "" {
		return managedRule(t.rule)
	}
	s.changeRule(t.bus.Name, t.rule.Name, func(r *eventRule) { r.Tags = tags })
	return nil
}

// taggable finds what an ARN names. In a rule's ARN the rule is what follows
// the last slash; what comes before is the bus, with its own slashes.
func (s *eventsState) taggable(text string) (tagged, error) {
	arn, ok := parseARN(text)
	kind, name, _ := strings.Cut(arn.resource, "/")
	if !ok || arn.service != "events" || kind != "event-bus" && kind != "rule" || name == "" {
		return tagged{}, invalid("Parameter %s is not valid. Reason: Provided Arn is not in correct format.", text)
	}
	if arn.region != s.region || arn.account != s.account {
		return tagged{}, notFound("The resource %s does not exist.", text)
	}
	if kind == "event-bus" {
		bus, err := s.bus(&name)
		return tagged{bus: bus}, err
	}
	onBus := defaultBus
	if slash := strings.LastIndexByte(name, '/'); slash >= 0 {
		onBus, name = name[:slash], name[slash+1:]
	}
	bus, rule, err := s.rule(&onBus, name)
	return tagged{bus: bus, rule: rule}, err
}

type tagResourceInput struct {
	ResourceARN *string    `aws:"required,len=1..1600"`
	Tags        []eventTag `aws:"required"`
}

func tagEventResource(c *call, in *tagResourceInput) (*struct{}, error) {
	st := c.events()
	object, err := st.taggable(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	tags, err := mergeTags(object.tags(), in.Tags)
	if err != nil {
		return nil, err
	}
	return &struct{}{}, st.setTags(object, tags)
}

type untagResourceInput struct {
	ResourceARN *string  `aws:"required,len=1..1600"`
	TagKeys     []string `aws:"required,item(len=1..128)"`
}

func untagEventResource(c *call, in *untagResourceInput) (*struct{}, error) {
	st := c.events()
	object, err := st.taggable(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	tags := maps.Clone(object.tags())
	for _, key := range in.TagKeys {
		delete(tags, key)
	}
	return &struct{}{}, st.setTags(object, tags)
}

type listTagsInput struct {
	ResourceARN *string `aws:"required,len=1..1600"`
}

type listTagsOutput struct {
	Tags []eventTag
}

func listEventTags(c *call, in *listTagsInput) (*listTagsOutput, error) {
	object, err := c.events().taggable(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	return &listTagsOutput{Tags: listedTags(object.tags())}, nil
}
