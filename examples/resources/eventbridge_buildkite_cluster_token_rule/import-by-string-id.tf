# The ID is the name of the event bus and the name of the rule, or the ARN of the rule.
import {
  to = eventbridge_buildkite_cluster_token_rule.refused
  id = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe/refused-registrations"
}
