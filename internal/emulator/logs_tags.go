package emulator

import (
	"maps"
	"strings"
)

func registerLogTags(s *jsonService) {
	writes(s, "TagResource", tagLogResource)
	writes(s, "UntagResource", untagLogResource)
	reads(s, "ListTagsForResource", listLogTags)
}

func checkLogTags(tags map[string]string) error {
	for key := range tags {
		if strings.HasPrefix(strings.ToLower(key), "aws:") {
			return invalidParameter("Tag keys starting with 'aws:' are reserved for system use: %s", key)
		}
	}
	return nil
}

// taggedGroup finds the group that a tagging ARN means. Unlike DescribeLogGroups,
// the tagging operations want it without ":*".
func (s *logsState) taggedGroup(text string) (*logGroup, error) {
	arn, ok := parseARN(text)
	name, isGroup := strings.CutPrefix(arn.resource, "log-group:")
	if !ok || arn.service != "logs" || !isGroup || strings.HasSuffix(name, ":*") {
		return nil, invalidParameter("The specified resource ARN is not valid: %s", text)
	}
	if arn.region != s.region || arn.account != s.account {
		return nil, notFound("The specified resource does not exist: %s", text)
	}
	group := s.groups[name]
	if group == nil {
		return nil, notFound("The specified resource does not exist: %s", text)
	}
	return group, nil
}

func (s *logsState) addTags(group *logGroup, tags map[string]string) error {
	if err := checkLogTags(tags); err != nil {
		return err
	}
	merged := map[string]string{}
	maps.Copy(merged, group.Tags)
	maps.Copy(merged, tags)
	if len(merged) > maxTags {
		return failf("TooManyTagsException", "A resource can have no more than %d tags.", maxTags)
	}
	s.changeGroup(group.Name, func(g *logGroup) { g.Tags = merged })
	return nil
}

func (s *logsState) removeTags(group *logGroup, keys []string) {
	left := maps.Clone(group.Tags)
	for _, key := range keys {
		delete(left, key)
	}
	s.changeGroup(group.Name, func(g *logGroup) { g.Tags = left })
}

type tagLogResourceInput struct {
	ResourceARN *string           `json:"resourceArn" aws:"required,len=1..1011,re=logsARN"`
	Tags        map[string]string `json:"tags" aws:"required,len=1..50,key(len=1..128,re=tagKey),val(len=..256,re=tagValue)"`
}

func tagLogResource(c *call, in *tagLogResourceInput) (*nothing, error) {
	st := c.logs()
	group, err := st.taggedGroup(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	return &nothing{}, st.addTags(group, in.Tags)
}

type untagLogResourceInput struct {
	ResourceARN *string  `json:"resourceArn" aws:"required,len=1..1011,re=logsARN"`
	TagKeys     []string `json:"tagKeys" aws:"required,len=0..50,item(len=1..128,re=tagKey)"`
}

func untagLogResource(c *call, in *untagLogResourceInput) (*nothing, error) {
	st := c.logs()
	group, err := st.taggedGroup(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	st.removeTags(group, in.TagKeys)
	return &nothing{}, nil
}

type logTagsOutput struct {
	Tags map[string]string `json:"tags"`
}

func (g *logGroup) listedTags() *logTagsOutput {
	out := &logTagsOutput{Tags: map[string]string{}}
	maps.Copy(out.Tags, g.Tags)
	return out
}

type listLogTagsInput struct {
	ResourceARN *string `json:"resourceArn" aws:"required,len=1..1011,re=logsARN"`
}

func listLogTags(c *call, in *listLogTagsInput) (*logTagsOutput, error) {
	group, err := c.logs().taggedGroup(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	return group.listedTags(), nil
}
