# The ID is <event bus>/<rule>, or the ARN of the rule.
import {
  to = eventbridge_buildkite_audit_rule.security
  id = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe/security-relevant-changes"
}
