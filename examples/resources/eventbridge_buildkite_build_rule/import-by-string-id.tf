# The ID is <event bus>/<rule>, or the ARN of the rule.
import {
  to = eventbridge_buildkite_build_rule.failed
  id = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe/failed-release-builds"
}
