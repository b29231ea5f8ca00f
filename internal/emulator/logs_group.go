package emulator

import (
	"maps"
	"slices"
	"strings"
)

func registerGroups(s *jsonService) {
	writes(s, "CreateLogGroup", createLogGroup)
	writes(s, "DeleteLogGroup", deleteLogGroup)
	reads(s, "DescribeLogGroups", describeLogGroups)
}

type createLogGroupInput struct {
	LogGroupName              *string           `json:"logGroupName" aws:"required,len=1..512,re=groupName"`
	KMSKeyID                  *string           `json:"kmsKeyId" aws:"len=..256"`
	Tags                      map[string]string `json:"tags" aws:"len=1..50,key(len=1..128,re=tagKey),val(len=..256,re=tagValue)"`
	LogGroupClass             *string           `json:"logGroupClass" aws:"enum=STANDARD|INFREQUENT_ACCESS|DELIVERY|ESSENTIALS"`
	DeletionProtectionEnabled *bool             `json:"deletionProtectionEnabled"`
}

func createLogGroup(c *call, in *createLogGroupInput) (*nothing, error) {
	st, name := c.logs(), *in.LogGroupName
	if strings.HasPrefix(name, "aws/") {
		return nil, invalidParameter("Log groups starting with AWS/ are reserved for AWS.")
	}
	if err := checkKMSKey(in.KMSKeyID); err != nil {
		return nil, err
	}
	if err := checkLogTags(in.Tags); err != nil {
		return nil, err
	}
	if st.groups[name] != nil {
		return nil, failf("ResourceAlreadyExistsException", "The specified log group already exists")
	}
	group := &logGroup{
		Name: name, Class: "STANDARD", Created: c.now, KMSKey: value(in.KMSKeyID),
		Protected: value(in.DeletionProtectionEnabled), Tags: in.Tags,
	}
	if in.LogGroupClass != nil {
		group.Class = *in.LogGroupClass
	}
	if group.Class == "DELIVERY" {
		group.Retention = 2 // fixed for the class
	}
	st.groups[name] = group
	return &nothing{}, nil
}

func checkKMSKey(key *string) error {
	if key == nil {
		return nil
	}
	arn, ok := parseARN(*key)
	if !ok || arn.service != "kms" || !strings.HasPrefix(arn.resource, "key/") {
		return invalidParameter("The specified KMS Key Id '%s' is not valid: an ARN of a key is needed.", *key)
	}
	return nil
}

type logGroupNameInput struct {
	LogGroupName *string `json:"logGroupName" aws:"required,len=1..512,re=groupName"`
}

func (s *logsState) group(name string) (*logGroup, error) {
	group := s.groups[name]
	if group == nil {
		return nil, notFound("The specified log group does not exist.")
	}
	return group, nil
}

func deleteLogGroup(c *call, in *logGroupNameInput) (*nothing, error) {
	st := c.logs()
	group, err := st.group(*in.LogGroupName)
	if err != nil {
		return nil, err
	}
	if group.Protected {
		return nil, invalid("The log group %s cannot be deleted because deletion protection is enabled. Disable it first.", group.Name)
	}
	delete(st.groups, group.Name)
	return &nothing{}, nil
}

// describedGroup is a group as DescribeLogGroups gives it: arn ends in ":*",
// logGroupArn does not.
type describedGroup struct {
	LogGroupName              string  `json:"logGroupName"`
	CreationTime              int64   `json:"creationTime"`
	RetentionInDays           *int64  `json:"retentionInDays,omitempty"`
	RetentionPolicyName       *string `json:"retentionPolicyName,omitempty"`
	MetricFilterCount         *int64  `json:"metricFilterCount,omitempty"`
	ARN                       string  `json:"arn"`
	StoredBytes               *int64  `json:"storedBytes,omitempty"`
	KMSKeyID                  *string `json:"kmsKeyId,omitempty"`
	LogGroupClass             *string `json:"logGroupClass,omitempty"`
	LogGroupARN               *string `json:"logGroupArn,omitempty"`
	DeletionProtectionEnabled *bool   `json:"deletionProtectionEnabled,omitempty"`
}

func (s *logsState) described(g *logGroup) describedGroup {
	arn, filters, stored := s.groupARN(g.Name), int64(len(g.Filters)), g.storedBytes()
	days, policy := s.retentionOf(g)
	return describedGroup{
		LogGroupName: g.Name, CreationTime: g.Created.UnixMilli(), RetentionInDays: pointer(days), RetentionPolicyName: pointer(policy), MetricFilterCount: &filters,
		ARN: arn + ":*", StoredBytes: &stored, KMSKeyID: pointer(g.KMSKey), LogGroupClass: &g.Class,
		LogGroupARN: &arn, DeletionProtectionEnabled: &g.Protected,
	}
}

type describeLogGroupsInput struct {
	AccountIdentifiers    []string `json:"accountIdentifiers" aws:"len=0..20,item(len=12..12,re=account)"`
	LogGroupNamePrefix    *string  `json:"logGroupNamePrefix" aws:"len=1..512,re=groupName"`
	LogGroupNamePattern   *string  `json:"logGroupNamePattern" aws:"len=0..512,re=groupNamePattern"`
	NextToken             *string  `json:"nextToken" aws:"len=1.."`
	Limit                 *int64   `json:"limit" aws:"range=1..50"`
	IncludeLinkedAccounts bool     `json:"includeLinkedAccounts"`
	LogGroupClass         *string  `json:"logGroupClass" aws:"enum=STANDARD|INFREQUENT_ACCESS|DELIVERY|ESSENTIALS"`
	LogGroupIdentifiers   []string `json:"logGroupIdentifiers" aws:"len=1..50,item(len=1..2048,re=groupIdentifier)"`
}

type describeLogGroupsOutput struct {
	LogGroups []describedGroup `json:"logGroups"`
	NextToken *string          `json:"nextToken,omitempty"`
}

func describeLogGroups(c *call, in *describeLogGroupsInput) (*describeLogGroupsOutput, error) {
	st := c.logs()
	if in.LogGroupNamePrefix != nil && in.LogGroupNamePattern != nil {
		return nil, invalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
	}
	if in.LogGroupIdentifiers != nil && (in.LogGroupNamePrefix != nil || in.LogGroupNamePattern != nil || in.LogGroupClass != nil) {
		return nil, invalidParameter("LogGroupIdentifiers cannot be used with other filters.")
	}
	names := st.groupNames(func(g *logGroup) bool {
		return strings.HasPrefix(g.Name, value(in.LogGroupNamePrefix)) &&
			strings.Contains(g.Name, value(in.LogGroupNamePattern)) &&
			(in.LogGroupClass == nil || g.Class == *in.LogGroupClass) &&
			(in.LogGroupIdentifiers == nil || slices.ContainsFunc(in.LogGroupIdentifiers, func(id string) bool { return st.identifies(id, g.Name) }))
	})
	names, next, err := logsPage(c, names, func(name string) string { return name }, in.NextToken, in.Limit, 50)
	if err != nil {
		return nil, err
	}
	out := &describeLogGroupsOutput{LogGroups: []describedGroup{}, NextToken: next}
	for _, name := range names {
		group := st.described(st.groups[name])
		if in.LogGroupNamePattern != nil { // then no more than this is told
			group = describedGroup{LogGroupName: group.LogGroupName, CreationTime: group.CreationTime, ARN: group.ARN}
		}
		out.LogGroups = append(out.LogGroups, group)
	}
	return out, nil
}

func (s *logsState) groupNames(wanted func(*logGroup) bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s.groups)), func(name string) bool { return !wanted(s.groups[name]) })
}

// identifies reports whether an identifier, a name or an ARN, means a group.
func (s *logsState) identifies(identifier, name string) bool {
	return identifier == name || strings.TrimSuffix(identifier, ":*") == s.groupARN(name)
}

// identified finds a group by name or ARN; exactly one of the two may be given.
func (s *logsState) identified(name, identifier *string) (*logGroup, error) {
	switch {
	case name != nil && identifier != nil:
		return nil, invalidParameter("LogGroup name and LogGroup ARN are mutually exclusive parameters.")
	case name != nil:
		return s.group(*name)
	case identifier == nil:
		return nil, invalidParameter("A log group name or identifier is required.")
	}
	for candidate, group := range s.groups {
		if s.identifies(*identifier, candidate) {
			return group, nil
		}
	}
	return nil, notFound("The specified log group does not exist.")
}

// logsPage is one page of a list of CloudWatch Logs.
func logsPage[T any](c *call, items []T, key func(T) string, token *string, limit *int64, size int) ([]T, *string, error) {
	if limit != nil {
		size = int(*limit)
	}
	out, next, ok := page(c, items, key, value(token), size)
	if !ok {
		return nil, nil, invalidParameter("The specified nextToken is invalid.")
	}
	return out, pointer(next), nil
}
