package emulator

import (
	"maps"
	"slices"
	"strings"
)

func registerMachineTags(s *jsonService) {
	writes(s, "TagResource", tagMachine)
	writes(s, "UntagResource", untagMachine)
	reads(s, "ListTagsForResource", listMachineTags)
}

type machineTag struct {
	Key   *string `json:"key" aws:"required,len=1..128"`
	Value *string `json:"value" aws:"len=0..256"`
}

func mergeMachineTags(have map[string]string, tags []machineTag) (map[string]string, error) {
	out := map[string]string{}
	maps.Copy(out, have)
	seen := map[string]bool{}
	for _, tag := range tags {
		switch {
		case strings.HasPrefix(strings.ToLower(*tag.Key), "aws:"):
			return nil, invalid("Tag keys starting with 'aws:' are reserved for system use: %s", *tag.Key)
		case seen[*tag.Key]:
			return nil, invalid("Duplicate tag key: %s", *tag.Key)
		}
		seen[*tag.Key] = true
		out[*tag.Key] = value(tag.Value)
	}
	if len(out) > maxTags {
		return nil, failf("TooManyTags", "Too many tags: a resource can have no more than %d.", maxTags)
	}
	return out, nil
}

func (c *call) taggedMachine(arn string) (*sfnState, *stateMachine, error) {
	st, m, err := c.machine(arn)
	if err != nil && asAPIError(err).Code == codeNoMachine {
		return nil, nil, failf("ResourceNotFound", "Resource not found: '%s'", arn)
	}
	return st, m, err
}

type tagMachineInput struct {
	ARN  *string      `json:"resourceArn" aws:"required,len=1..256"`
	Tags []machineTag `json:"tags" aws:"required"`
}

func tagMachine(c *call, in *tagMachineInput) (*struct{}, error) {
	st, m, err := c.taggedMachine(*in.ARN)
	if err != nil {
		return nil, err
	}
	tags, err := mergeMachineTags(m.Tags, in.Tags)
	if err != nil {
		return nil, err
	}
	st.changeMachine(m, func(m *stateMachine) { m.Tags = tags })
	return &struct{}{}, nil
}

type untagMachineInput struct {
	ARN     *string  `json:"resourceArn" aws:"required,len=1..256"`
	TagKeys []string `json:"tagKeys" aws:"required,item(len=1..128)"`
}

func untagMachine(c *call, in *untagMachineInput) (*struct{}, error) {
	st, m, err := c.taggedMachine(*in.ARN)
	if err != nil {
		return nil, err
	}
	left := maps.Clone(m.Tags)
	for _, key := range in.TagKeys {
		delete(left, key)
	}
	st.changeMachine(m, func(m *stateMachine) { m.Tags = left })
	return &struct{}{}, nil
}

type listMachineTagsInput struct {
	ARN *string `json:"resourceArn" aws:"required,len=1..256"`
}

type listMachineTagsOutput struct {
	Tags []machineTag `json:"tags"`
}

func listMachineTags(c *call, in *listMachineTagsInput) (*listMachineTagsOutput, error) {
	_, m, err := c.taggedMachine(*in.ARN)
	if err != nil {
		return nil, err
	}
	out := &listMachineTagsOutput{Tags: []machineTag{}}
	for _, key := range slices.Sorted(maps.Keys(m.Tags)) {
		text := m.Tags[key]
		out.Tags = append(out.Tags, machineTag{Key: &key, Value: &text})
	}
	return out, nil
}
