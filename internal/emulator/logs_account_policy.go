package emulator

import (
	"encoding/json"
	"slices"
	"strings"
)

func registerAccountPolicies(s *jsonService) {
	writes(s, "PutAccountPolicy", putAccountPolicy)
	writes(s, "DeleteAccountPolicy", deleteAccountPolicy)
}

// maxRetentionPolicies is how many an account may have in a region.
const maxRetentionPolicies = 20

// retentionPolicy is an account-level retention policy. It takes effect at once
// here, and after 24 hours on AWS.
type retentionPolicy struct {
	prefix string
	days   int64 // 0: never expire
}

type putAccountPolicyInput struct {
	PolicyName        *string `json:"policyName" aws:"required,len=1..256"`
	PolicyDocument    *string `json:"policyDocument" aws:"required,len=1..30720"`
	PolicyType        *string `json:"policyType" aws:"required,enum=RETENTION_POLICY"`
	Scope             *string `json:"scope" aws:"enum=ALL"`
	SelectionCriteria *string `json:"selectionCriteria" aws:"len=1.."`
}

// putAccountPolicy creates or replaces a retention policy, the only type known
// here. Its mode is RETROACTIVE.
func putAccountPolicy(c *call, in *putAccountPolicyInput) (*nothing, error) {
	var document struct {
		RetentionInDays any    `json:"retentionInDays"`
		EnforcementMode string `json:"enforcementMode"`
	}
	if err := json.Unmarshal([]byte(*in.PolicyDocument), &document); err != nil {
		return nil, invalidParameter("Invalid policyDocument.")
	}
	var policy retentionPolicy
	switch days := document.RetentionInDays.(type) {
	case string:
		if days != "NEVER_EXPIRE" {
			return nil, invalidParameter("Invalid retentionInDays in policyDocument.")
		}
	case float64:
		if policy.days = int64(days); days < 30 || !slices.Contains(retentions, policy.days) {
			return nil, invalidParameter("Invalid retentionInDays in policyDocument.")
		}
	default:
		return nil, invalidParameter("The policyDocument has no retentionInDays.")
	}
	if document.EnforcementMode != "RETROACTIVE" {
		return nil, invalidParameter("The emulator knows the enforcementMode RETROACTIVE only.")
	}
	if in.SelectionCriteria != nil {
		criteria := strings.Fields(*in.SelectionCriteria)
		if len(criteria) != 2 || criteria[0] != "LogGroupNamePrefix:" {
			return nil, invalidParameter("The emulator knows selectionCriteria such as 'LogGroupNamePrefix: /aws/events/' only.")
		}
		policy.prefix = strings.Trim(criteria[1], `"'`)
	}
	st := c.logs()
	if _, there := st.retentions[*in.PolicyName]; !there && len(st.retentions) >= maxRetentionPolicies {
		return nil, failf("LimitExceededException", "Resource limit exceeded.")
	}
	st.retentions[*in.PolicyName] = policy
	return &nothing{}, nil
}

type deleteAccountPolicyInput struct {
	PolicyName *string `json:"policyName" aws:"required,len=1..256"`
	PolicyType *string `json:"policyType" aws:"required,enum=RETENTION_POLICY"`
}

func deleteAccountPolicy(c *call, in *deleteAccountPolicyInput) (*nothing, error) {
	st := c.logs()
	if _, there := st.retentions[*in.PolicyName]; !there {
		return nil, notFound("The specified policy does not exist.")
	}
	delete(st.retentions, *in.PolicyName)
	return &nothing{}, nil
}

// retentionOf returns the retention that applies to a group, and the name of the
// account's policy that sets it: the one that keeps events longest.
func (s *logsState) retentionOf(g *logGroup) (days int64, policyName string) {
	days = g.Retention
	for name, policy := range s.retentions {
		if !strings.HasPrefix(g.Name, policy.prefix) {
			continue
		}
		if policyName == "" || days != 0 && (policy.days == 0 || policy.days > days) || policy.days == days && name < policyName {
			days, policyName = policy.days, name
		}
	}
	return days, policyName
}
