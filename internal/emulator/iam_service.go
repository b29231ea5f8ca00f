package emulator

import (
	"encoding/xml"
	"maps"
	"net/url"
	"strings"
	"time"
)

// Quotas of IAM.
const (
	maxTrustPolicySize   = 2048
	maxInlinePolicySize  = 10240
	maxManagedPolicySize = 6144
	maxAttachedPolicies  = 10
	defaultMaxSession    = 3600
)

// newIAMService makes IAM: roles with their inline policies, and as much of
// managed policies as a role can carry. It is global: all regions see the same.
func newIAMService() service {
	s := &queryService{
		prefix: "iam", version: "2010-05-08", namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
		operations: map[string]queryOperation{},
	}
	registerRoles(s)
	registerRolePolicies(s)
	registerManagedPolicies(s)
	registerRoleTags(s)
	return s
}

// formReads and formWrites register an operation of a query service, with its
// input checked against the tags of In.
func formReads[In any](s *queryService, name string, run func(*call, *In) (any, error)) {
	s.operations[name] = queryOperation{run: formRun(run)}
}

func formWrites[In any](s *queryService, name string, run func(*call, *In) (any, error)) {
	s.operations[name] = queryOperation{writes: true, run: formRun(run)}
}

func formRun[In any](run func(*call, *In) (any, error)) func(*call, url.Values) (any, error) {
	return func(c *call, form url.Values) (any, error) {
		in := new(In)
		if err := putTree(formTree(form), in); err != nil {
			return nil, failf("MalformedInput", "%s", asAPIError(err).Message)
		}
		if err := validate(in, "ValidationError"); err != nil {
			return nil, err
		}
		return run(c, in)
	}
}

// emptyResult is the element of a result that has no members.
type emptyResult struct{ XMLName xml.Name }

func (c *call) emptyResult() *emptyResult {
	return &emptyResult{XMLName: xml.Name{Local: c.operation + "Result"}}
}

// iamState is IAM in one account.
type iamState struct {
	account  string
	roles    map[string]*iamRole          // by name in lower case: IAM tells names apart without case
	policies map[string]*iamManagedPolicy // of the customer, by ARN
}

// iamRole is a role.
type iamRole struct {
	Name, Path, ID, ARN, Description string
	Trust                            string
	TrustParsed                      *policyDocument
	MaxSession                       int64
	Boundary                         string // the ARN of a policy, or ""
	Created                          time.Time
	Tags                             map[string]string
	Inline                           map[string]inlinePolicy
	Attached                         []string // ARNs, in the order of attaching
	// A new role cannot be assumed until readyAt, nor the first unready times.
	unready int
	readyAt time.Time
}

type inlinePolicy struct {
	document string
	parsed   *policyDocument
}

func (s *iamState) snapshot() state {
	out := *s
	out.roles = maps.Clone(s.roles)
	out.policies = maps.Clone(s.policies)
	return &out
}

func (c *call) iam() *iamState { return iamIn(c.store, c.account) }

func iamIn(s *store, account string) *iamState {
	return stateOf(s, stateKey{"iam", account, ""}, func(key stateKey) *iamState {
		return &iamState{account: key.account, roles: map[string]*iamRole{}, policies: map[string]*iamManagedPolicy{}}
	})
}

func (s *iamState) role(name string) (*iamRole, error) {
	role := s.roles[strings.ToLower(name)]
	if role == nil {
		return nil, noSuchEntity("The role with name %s cannot be found.", name)
	}
	return role, nil
}

// changeRole stores a changed copy of a role.
func (s *iamState) changeRole(role *iamRole, change func(*iamRole)) {
	changed := *role
	change(&changed)
	s.roles[strings.ToLower(role.Name)] = &changed
}

func noSuchEntity(format string, args ...any) *apiError {
	err := failf("NoSuchEntity", format, args...)
	err.Status = 404
	return err
}

func iamConflict(code, format string, args ...any) *apiError {
	err := failf(code, format, args...)
	err.Status = 409
	return err
}

// iamPage cuts a list as IAM does.
func iamPage[T any](c *call, items []T, key func(T) string, in pageInput) (out []T, marker *string, truncated bool, err error) {
	size := 100
	if in.MaxItems != nil {
		size = int(*in.MaxItems)
	}
	out, next, ok := page(c, items, key, value(in.Marker), size)
	if !ok {
		return nil, nil, false, failf("ValidationError", "Invalid Marker.")
	}
	return out, pointer(next), next != "", nil
}

// pageInput are the members that all lists of IAM take.
type pageInput struct {
	Marker   *string `aws:"len=1..320"`
	MaxItems *int64  `aws:"range=1..1000"`
}
