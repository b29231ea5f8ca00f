# The ID is the name of the rule on the default event bus, or the ARN of the rule.
import {
  to = eventbridge_devops_agent_summary_rule.important
  id = "important-summaries"
}
