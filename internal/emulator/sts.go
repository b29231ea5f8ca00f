package emulator

import (
	"encoding/xml"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

func newSTSService() service {
	return &queryService{
		prefix: "sts", version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
		operations: map[string]queryOperation{
			"GetCallerIdentity":         {run: getCallerIdentity},
			"AssumeRole":                {run: assumeRole},
			"AssumeRoleWithWebIdentity": {run: assumeRoleWithWebIdentity, unsigned: true},
		},
	}
}

type callerIdentityResult struct {
	XMLName xml.Name `xml:"GetCallerIdentityResult"`
	Arn     string
	UserID  string `xml:"UserId"`
	Account string
}

func getCallerIdentity(c *call, _ url.Values) (any, error) {
	return &callerIdentityResult{Arn: c.caller.arn(c.region), UserID: c.caller.userID, Account: c.caller.account}, nil
}

type sessionCredentials struct {
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string
}

type assumedRoleUser struct {
	AssumedRoleID string `xml:"AssumedRoleId"`
	Arn           string
}

type assumeRoleResult struct {
	XMLName         xml.Name `xml:"AssumeRoleResult"`
	Credentials     sessionCredentials
	AssumedRoleUser assumedRoleUser
	SourceIdentity  string `xml:",omitempty"`
}

type assumeRoleInput struct {
	RoleArn         *string `aws:"required,len=20..2048"`
	RoleSessionName *string `aws:"required,len=2..64,re=sessionName"`
	DurationSeconds *int64  `aws:"range=900..43200"`
	ExternalID      *string `json:"ExternalId" aws:"len=2..1224,re=externalID"`
	SourceIdentity  *string `aws:"len=2..64,re=sessionName"`
}

func newAssumeRoleInput(form url.Values) (*assumeRoleInput, error) {
	in := &assumeRoleInput{
		RoleArn: formText(form, "RoleArn"), RoleSessionName: formText(form, "RoleSessionName"),
		ExternalID: formText(form, "ExternalId"), SourceIdentity: formText(form, "SourceIdentity"),
	}
	var err error
	if in.DurationSeconds, err = formNumber(form, "DurationSeconds"); err != nil {
		return nil, err
	}
	return in, validate(in, "ValidationError")
}

// assumeRole gives credentials of a role; the account is that of the role.
func assumeRole(c *call, form url.Values) (any, error) {
	in, err := newAssumeRoleInput(form)
	if err != nil {
		return nil, err
	}
	user, err := c.assume(in)
	if err != nil {
		return nil, err
	}
	return &assumeRoleResult{
		Credentials: c.newSession(user, in.DurationSeconds), AssumedRoleUser: c.assumed(user), SourceIdentity: value(in.SourceIdentity),
	}, nil
}

type webIdentityResult struct {
	XMLName                     xml.Name `xml:"AssumeRoleWithWebIdentityResult"`
	Credentials                 sessionCredentials
	AssumedRoleUser             assumedRoleUser
	SubjectFromWebIdentityToken string
	Provider                    string
	Audience                    string
}

// assumeRoleWithWebIdentity gives credentials of a role for any token; a token
// that says "expired" is refused as an expired one.
func assumeRoleWithWebIdentity(c *call, form url.Values) (any, error) {
	in, err := newAssumeRoleInput(form)
	if err != nil {
		return nil, err
	}
	token := struct {
		WebIdentityToken *string `aws:"required,len=4..20000"`
	}{formText(form, "WebIdentityToken")}
	if err := validate(&token, "ValidationError"); err != nil {
		return nil, err
	}
	if *token.WebIdentityToken == "expired" {
		return nil, failf("ExpiredTokenException", "Token expired")
	}
	user, err := c.assume(in)
	if err != nil {
		return nil, err
	}
	return &webIdentityResult{
		Credentials: c.newSession(user, in.DurationSeconds), AssumedRoleUser: c.assumed(user),
		SubjectFromWebIdentityToken: "emulator-subject", Provider: "emulator", Audience: "sts.amazonaws.com",
	}, nil
}

func (c *call) assume(in *assumeRoleInput) (identity, error) {
	arn, ok := parseARN(*in.RoleArn)
	role, isRole := strings.CutPrefix(arn.resource, "role/")
	if !ok || arn.service != "iam" || !isRole || len(arn.account) != 12 {
		return identity{}, failf("ValidationError", "%s is invalid", *in.RoleArn)
	}
	name := role[strings.LastIndexByte(role, '/')+1:]
	return identity{
		account: arn.account, userID: "AROAEMULATORROLE00000:" + *in.RoleSessionName,
		kind: "assumed-role/" + name + "/" + *in.RoleSessionName,
	}, nil
}

func (c *call) assumed(who identity) assumedRoleUser {
	return assumedRoleUser{AssumedRoleID: who.userID, Arn: who.arn(c.region)}
}

func (c *call) newSession(who identity, duration *int64) sessionCredentials {
	lifetime := time.Hour
	if duration != nil {
		lifetime = time.Duration(*duration) * time.Second
	}
	key := "ASIA" + randomText(16)
	c.emulator.identities[key] = who
	return sessionCredentials{
		AccessKeyID: key, SecretAccessKey: randomText(40), SessionToken: randomText(64),
		Expiration: c.now.Add(lifetime).UTC().Format(time.RFC3339),
	}
}

func formText(form url.Values, name string) *string {
	if !form.Has(name) {
		return nil
	}
	text := form.Get(name)
	return &text
}

func formNumber(form url.Values, name string) (*int64, error) {
	if !form.Has(name) {
		return nil, nil //nolint:nilnil // not given
	}
	n, err := strconv.ParseInt(form.Get(name), 10, 64)
	if err != nil {
		return nil, failf("MalformedInput", "%s", fmt.Sprintf("%s is not a number: %q", name, form.Get(name)))
	}
	return &n, nil
}
