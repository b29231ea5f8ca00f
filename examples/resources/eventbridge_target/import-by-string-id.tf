# The ID is <event bus>/<rule>/<target id>, or <ARN of the rule>/<target id>.
import {
  to = eventbridge_target.alerts
  id = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe/failed-builds/alerts"
}
