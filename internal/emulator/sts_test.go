package emulator_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

func TestCallerIdentity(t *testing.T) {
	t.Parallel()
	b := start(t, emulator.WithAccount("111122223333"), emulator.WithAccessKey("AKIDOTHER", "444455556666"))
	who := ok[*sts.GetCallerIdentityOutput](t)(b.sts.GetCallerIdentity(t.Context(), nil))
	equal(t, "account", *who.Account, "111122223333")
	equal(t, "ARN", *who.Arn, "arn:aws:iam::111122223333:user/emulator")
	config := b.config(region)
	config.Credentials = credentials.NewStaticCredentialsProvider("AKIDOTHER", "secret", "")
	who = ok[*sts.GetCallerIdentityOutput](t)(sts.NewFromConfig(config).GetCallerIdentity(t.Context(), nil))
	equal(t, "account of the other key", *who.Account, "444455556666")
}

func TestAssumeRole(t *testing.T) {
	t.Parallel()
	b := start(t, emulator.WithClock(at(noon)))
	out := ok[*sts.AssumeRoleOutput](t)(b.sts.AssumeRole(t.Context(), &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::999988887777:role/path/deploy"), RoleSessionName: aws.String("me"), DurationSeconds: aws.Int32(900),
	}))
	equal(t, "user", *out.AssumedRoleUser.Arn, "arn:aws:sts::999988887777:assumed-role/deploy/me")
	equal(t, "expiration", *out.Credentials.Expiration, at(noon)().Add(15*time.Minute))
	config := b.config(region)
	config.Credentials = credentials.NewStaticCredentialsProvider(*out.Credentials.AccessKeyId, *out.Credentials.SecretAccessKey, *out.Credentials.SessionToken)
	who := ok[*sts.GetCallerIdentityOutput](t)(sts.NewFromConfig(config).GetCallerIdentity(t.Context(), nil))
	equal(t, "account", *who.Account, "999988887777")
	equal(t, "ARN", *who.Arn, *out.AssumedRoleUser.Arn)

	// What the role makes is in its account.
	rule := ok[*eventbridge.PutRuleOutput](t)(eventbridge.NewFromConfig(config).PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String("r"), EventPattern: aws.String(anyPattern)}))
	equal(t, "rule", *rule.RuleArn, "arn:aws:events:us-east-1:999988887777:rule/r")
	equal(t, "rules of the default account", len(b.Rules(region, "default")), 0)
}

func TestAssumeRoleWithWebIdentity(t *testing.T) {
	t.Parallel()
	b := start(t)
	assume := func(token string) (*sts.AssumeRoleWithWebIdentityOutput, error) {
		return b.sts.AssumeRoleWithWebIdentity(t.Context(), &sts.AssumeRoleWithWebIdentityInput{
			RoleArn: aws.String("arn:aws:iam::999988887777:role/ci"), RoleSessionName: aws.String("run-1"), WebIdentityToken: &token,
		})
	}
	out := ok[*sts.AssumeRoleWithWebIdentityOutput](t)(assume("token"))
	equal(t, "user", *out.AssumedRoleUser.Arn, "arn:aws:sts::999988887777:assumed-role/ci/run-1")
	refused(t, lastError(assume("expired")), "ExpiredTokenException")
	refused(t, lastError(assume("x")), "ValidationError")
}

func TestRolesThatCannotBeAssumed(t *testing.T) {
	t.Parallel()
	b := start(t)
	assume := func(role, session string) error {
		return lastError(b.sts.AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: &role, RoleSessionName: &session}))
	}
	refused(t, assume("arn:aws:iam::123456789012:user/me", "me"), "ValidationError", "arn:aws:iam::123456789012:user/me is invalid")
	refused(t, assume("arn:aws:iam::123456789012:role/r", "a b"), "ValidationError",
		`1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`)
	b.Inject(emulator.Fault{Service: "sts", Operation: "AssumeRole", Code: "AccessDenied"})
	refused(t, assume("arn:aws:iam::123456789012:role/r", "me"), "AccessDenied",
		"User: arn:aws:iam::123456789012:user/emulator is not authorized to perform: sts:AssumeRole because no identity-based policy allows the sts:AssumeRole action")
}
