# account_id and region default to those of the provider.
import {
  to = eventbridge_devops_agent_summary_rule.important
  identity = {
    event_bus_name = "default"
    name           = "important-summaries"
  }
}
